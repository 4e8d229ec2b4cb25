// Made by Scripts/embed-starter from templates/announcement/; edit the files there and run: make embed

extension StarterFile {
    static let announcement: [StarterFile] = [
        StarterFile(
            path: "templates/announcement/README.md",
            content: #"""
                # announcement

                A plain letter with one piece of news, its facts in a small table and one button: for changes, dates and notices.

                | merge field | from | default |
                |---|---|---|
                | `first_name` | column | `there` (in the campaign file) |
                | `sender.name`, `sender.postal_address` | `[sender]` in `mailshot.toml` | – |
                | `preheader` | the campaign file | – |
                | `email`, `today`, `view_url`, `unsubscribe_url` | made for every message | – |

                """#),
        StarterFile(
            path: "templates/announcement/body.html",
            content: #"""
                <!doctype html>
                <html lang="en" dir="ltr" xmlns:o="urn:schemas-microsoft-com:office:office">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta name="supported-color-schemes" content="light dark">
                <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
                <meta name="x-apple-disable-message-reformatting">
                <title>{{sender.name}}</title>
                <!--[if mso]>
                <xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml>
                <style>table { border-collapse: collapse } h1, p, a, td, th { font-family: Arial, sans-serif !important }</style>
                <![endif]-->
                <style>
                  :root { color-scheme: light dark; supported-color-schemes: light dark }
                  @media (max-width: 480px) {
                    .pad { padding-left: 24px !important; padding-right: 24px !important }
                    .wide { width: 100% !important }
                    .button a { display: block !important; text-align: center !important }
                  }
                  @media (prefers-color-scheme: dark) {
                    body, .page { background-color: #15171c !important }
                    .card { background-color: #1f222a !important; border-color: #8ea2ff !important }
                    .facts { background-color: #292d38 !important }
                    .ink { color: #eceef4 !important }
                    .soft, .soft a { color: #a8adbb !important }
                    .button { background-color: #8ea2ff !important }
                    .button a { color: #12151f !important }
                  }
                </style>
                </head>
                <body class="page" style="margin:0; padding:0; background-color:#f1f2f6; -webkit-text-size-adjust:100%; -ms-text-size-adjust:100%;">
                <div style="display:none; max-height:0; overflow:hidden; mso-hide:all;">
                {{preheader}}
                {{! Blank space that keeps the first words of the letter out of the preview line. }}
                &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;
                &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;
                &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;
                </div>
                <div role="article" aria-roledescription="email" aria-label="{{sender.name}}" lang="en">
                <table role="presentation" class="page" width="100%" border="0" cellpadding="0" cellspacing="0" bgcolor="#f1f2f6" style="background-color:#f1f2f6;">
                <tr>
                <td align="center" style="padding:32px 12px;">
                <!--[if mso]><table role="presentation" width="560" border="0" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
                <table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0" style="max-width:560px; margin:0 auto;">
                <tr>
                <td class="card pad" bgcolor="#ffffff" align="left" style="background-color:#ffffff; padding:36px 40px 40px; border-top:4px solid #3b4fd8; border-radius:4px 4px 8px 8px;">
                <p class="soft" style="margin:0 0 20px; font:bold 15px/22px Arial, Helvetica, sans-serif; color:#5a6072;">{{sender.name}}</p>

                {{! Say the news in the headline: many people read no further. }}
                <h1 class="ink" style="margin:0 0 20px; font:bold 26px/34px Arial, Helvetica, sans-serif; color:#1a1d29;">We have new opening hours</h1>
                <p class="ink" style="margin:0 0 16px; font:16px/26px Arial, Helvetica, sans-serif; color:#1a1d29;">Hello {{first_name}},</p>
                <p class="ink" style="margin:0 0 24px; font:16px/26px Arial, Helvetica, sans-serif; color:#1a1d29;">many of you asked for an evening on which we stay open longer. From next month on there is one, and in return we start an hour later on Mondays.</p>

                {{! The facts by themselves: what, from when, and what the reader has to do. }}
                <table class="facts" width="100%" border="0" cellpadding="0" cellspacing="0" bgcolor="#eef0fb" style="background-color:#eef0fb; border-radius:6px;">
                <tr>
                <th class="soft" scope="row" align="left" valign="top" width="60" style="padding:18px 0 6px 20px; font:bold 14px/22px Arial, Helvetica, sans-serif; color:#5a6072;">What</th>
                <td class="ink" valign="top" style="padding:18px 20px 6px 12px; font:15px/22px Arial, Helvetica, sans-serif; color:#1a1d29;">Open until 20:00 on Thursdays, from 10:00 on Mondays</td>
                </tr>
                <tr>
                <th class="soft" scope="row" align="left" valign="top" style="padding:6px 0 6px 20px; font:bold 14px/22px Arial, Helvetica, sans-serif; color:#5a6072;">From</th>
                <td class="ink" valign="top" style="padding:6px 20px 6px 12px; font:15px/22px Arial, Helvetica, sans-serif; color:#1a1d29;">The first of next month</td>
                </tr>
                <tr>
                <th class="soft" scope="row" align="left" valign="top" style="padding:6px 0 18px 20px; font:bold 14px/22px Arial, Helvetica, sans-serif; color:#5a6072;">For you</th>
                <td class="ink" valign="top" style="padding:6px 20px 18px 12px; font:15px/22px Arial, Helvetica, sans-serif; color:#1a1d29;">Nothing to do; appointments that you have already made stay as they are</td>
                </tr>
                </table>

                <table role="presentation" class="wide" border="0" cellpadding="0" cellspacing="0" style="margin:28px 0;">
                <tr>
                <td class="button" bgcolor="#3b4fd8" style="background-color:#3b4fd8; border-radius:6px; mso-padding-alt:13px 26px;"><a href="https://example.com/hours" style="display:inline-block; padding:13px 26px; font:bold 16px/20px Arial, Helvetica, sans-serif; color:#ffffff; text-decoration:none; border-radius:6px;">See all opening hours</a></td>
                </tr>
                </table>
                <p class="ink" style="margin:0; font:16px/26px Arial, Helvetica, sans-serif; color:#1a1d29;">Does a day not suit you? Reply to this letter, and we will find another way.</p>
                </td>
                </tr>
                <tr>
                <td class="soft pad" align="left" style="padding:24px 40px 8px; word-break:break-word; font:13px/21px Arial, Helvetica, sans-serif; color:#5a6072;">
                Sent to {{email}} on {{long_date(today)}}, because you asked for our news.<br>
                {{sender.postal_address}}<br>
                {{#view_url}}<a href="{{view_url}}" style="color:#5a6072; text-decoration:underline;">View in browser</a> &nbsp;&middot;&nbsp;{{/view_url}}
                <a href="{{unsubscribe_url}}" style="color:#5a6072; text-decoration:underline;">Unsubscribe</a>
                </td>
                </tr>
                </table>
                <!--[if mso]></td></tr></table><![endif]-->
                </td>
                </tr>
                </table>
                </div>
                </body>
                </html>

                """#),
        StarterFile(
            path: "templates/announcement/body.txt",
            content: #"""
                {{sender.name}}

                WE HAVE NEW OPENING HOURS

                Hello {{first_name}},

                many of you asked for an evening on which we stay open longer. From
                next month on there is one, and in return we start an hour later on
                Mondays.

                What:     Open until 20:00 on Thursdays, from 10:00 on Mondays
                From:     The first of next month
                For you:  Nothing to do; appointments that you have already made
                          stay as they are

                See all opening hours: https://example.com/hours

                Does a day not suit you? Reply to this letter, and we will find
                another way.

                -- 
                Sent to {{email}} on {{long_date(today)}}, because you asked for our news.
                {{#view_url}}
                Read in the browser:  {{view_url}}
                {{/view_url}}
                Unsubscribe:          {{unsubscribe_url}}
                {{sender.postal_address}}

                """#),
    ]
}
