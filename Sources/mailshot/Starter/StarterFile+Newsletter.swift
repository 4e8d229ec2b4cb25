// Made by Scripts/embed-starter from templates/newsletter/; edit the files there and run: make embed

extension StarterFile {
    static let newsletter: [StarterFile] = [
        StarterFile(
            path: "templates/newsletter/README.md",
            content: #"""
                # newsletter

                A responsive letter with a masthead, a hero with one button, two articles and a footer: for everything that people signed up for.

                | merge field | from | default |
                |---|---|---|
                | `first_name` | column | `there` (in the campaign file) |
                | `sender.name`, `sender.postal_address` | `[sender]` in `mailshot.toml` | – |
                | `preheader` | the campaign file | – |
                | `email`, `view_url`, `unsubscribe_url`, `preferences_url` | made for every message | – |

                Change the words in `body.html` and `body.txt`, and the links to `example.com`. The notes in `{{! … }}` never leave the house.
                The colours are in two places: inline for light, and in the `<style>` block for dark.

                """#),
        StarterFile(
            path: "templates/newsletter/body.html",
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
                <style>table { border-collapse: collapse } h1, h2, p, a, td { font-family: Arial, sans-serif !important }</style>
                <![endif]-->
                <style>
                  :root { color-scheme: light dark; supported-color-schemes: light dark }
                  a:hover { text-decoration: underline !important }
                  .button a:hover { text-decoration: none !important }
                  @media (max-width: 480px) {
                    .pad { padding-left: 24px !important; padding-right: 24px !important }
                    .hero h1 { font-size: 30px !important; line-height: 36px !important }
                    .columns { padding-left: 0 !important; padding-right: 0 !important }
                    .column { max-width: 100% !important }
                    .wide { width: 100% !important }
                    .button a { display: block !important; text-align: center !important }
                  }
                  @media (prefers-color-scheme: dark) {
                    body, .page { background-color: #12181a !important }
                    .card { background-color: #1c2427 !important }
                    .hero { background-color: #0b3d3f !important }
                    .ink { color: #edf2f1 !important }
                    .soft, .soft a { color: #a9b8b7 !important }
                    .link { color: #7fd6cb !important }
                    .rule { border-color: #344145 !important }
                    .button { background-color: #edf2f1 !important }
                  }
                </style>
                </head>
                <body class="page" style="margin:0; padding:0; background-color:#eef1ee; -webkit-text-size-adjust:100%; -ms-text-size-adjust:100%;">
                <div style="display:none; max-height:0; overflow:hidden; mso-hide:all;">
                {{preheader}}
                {{! Blank space that keeps the first words of the letter out of the preview line. }}
                &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;
                &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;
                &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;
                </div>
                <div role="article" aria-roledescription="email" aria-label="{{sender.name}}" lang="en">
                <table role="presentation" class="page" width="100%" border="0" cellpadding="0" cellspacing="0" bgcolor="#eef1ee" style="background-color:#eef1ee;">
                <tr>
                <td align="center" style="padding:24px 12px;">
                <!--[if mso]><table role="presentation" width="600" border="0" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
                <table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0" style="max-width:600px; margin:0 auto;">

                {{! Masthead: your name, and the way to the browser. }}
                <tr>
                <td style="padding:0 4px 14px;">
                <table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0">
                <tr>
                <td class="ink" align="left" style="font:bold 17px/24px Georgia, 'Times New Roman', serif; color:#16302f;">{{sender.name}}</td>
                <td class="soft" align="right" style="font:13px/24px Arial, Helvetica, sans-serif; color:#566866;">{{#view_url}}<a href="{{view_url}}" style="color:#566866; text-decoration:underline;">View in browser</a>{{/view_url}}</td>
                </tr>
                </table>
                </td>
                </tr>

                {{! Hero: one thought, one sentence, one button. }}
                <tr>
                <td class="hero pad" bgcolor="#0f5457" style="background-color:#0f5457; padding:44px 44px 48px; border-radius:10px 10px 0 0;">
                <p style="margin:0 0 12px; font:bold 13px/20px Arial, Helvetica, sans-serif; letter-spacing:1px; color:#f2c14e;">Our monthly letter</p>
                <h1 style="margin:0 0 16px; font:bold 36px/42px Georgia, 'Times New Roman', serif; color:#ffffff;">Good things, told in five minutes</h1>
                <p style="margin:0 0 28px; font:18px/28px Arial, Helvetica, sans-serif; color:#e3efed;">Hello {{first_name}}, this is our letter: once a month, what we make, what we learned on the way, and one thing worth your weekend.</p>
                <table role="presentation" class="wide" border="0" cellpadding="0" cellspacing="0">
                <tr>
                <td class="button" bgcolor="#ffffff" style="background-color:#ffffff; border-radius:6px; mso-padding-alt:14px 28px;"><a href="https://example.com/story" style="display:inline-block; padding:14px 28px; font:bold 16px/20px Arial, Helvetica, sans-serif; color:#0f5457; text-decoration:none; border-radius:6px;">Read this month’s story</a></td>
                </tr>
                </table>
                </td>
                </tr>
                <tr>
                <td style="padding:0;">
                <table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0">
                <tr>
                <td width="50%" height="6" bgcolor="#f2c14e" style="height:6px; font-size:0; line-height:0; background-color:#f2c14e;">&nbsp;</td>
                <td width="30%" height="6" bgcolor="#e4572e" style="height:6px; font-size:0; line-height:0; background-color:#e4572e;">&nbsp;</td>
                <td width="20%" height="6" bgcolor="#7fb7be" style="height:6px; font-size:0; line-height:0; background-color:#7fb7be;">&nbsp;</td>
                </tr>
                </table>
                </td>
                </tr>

                {{! Two articles: side by side where there is room, one below the other on a phone. }}
                <tr>
                <td class="card columns" align="center" bgcolor="#ffffff" style="background-color:#ffffff; padding:32px 20px 12px; font-size:0;">
                <!--[if mso]><table role="presentation" width="560" border="0" cellpadding="0" cellspacing="0"><tr><td width="280" valign="top"><![endif]-->
                <div class="column" style="display:inline-block; width:100%; max-width:266px; vertical-align:top;">
                <table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0">
                <tr>
                <td align="left" style="padding:8px 24px 24px;">
                <h2 class="ink" style="margin:0 0 10px; font:bold 21px/28px Georgia, 'Times New Roman', serif; color:#16302f;">From the workshop</h2>
                <p class="ink" style="margin:0 0 14px; font:16px/25px Arial, Helvetica, sans-serif; color:#2b3f3e;">The new bench stands, and the first twelve pieces are drying. What went wrong on the way, and why the thirteenth will be better.</p>
                <p style="margin:0; font:bold 16px/25px Arial, Helvetica, sans-serif;"><a class="link" href="https://example.com/workshop" style="color:#0f6468; text-decoration:underline;">Look over our shoulder</a></p>
                </td>
                </tr>
                </table>
                </div>
                <!--[if mso]></td><td width="280" valign="top"><![endif]-->
                <div class="column" style="display:inline-block; width:100%; max-width:266px; vertical-align:top;">
                <table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0">
                <tr>
                <td align="left" style="padding:8px 24px 24px;">
                <h2 class="ink" style="margin:0 0 10px; font:bold 21px/28px Georgia, 'Times New Roman', serif; color:#16302f;">Worth your weekend</h2>
                <p class="ink" style="margin:0 0 14px; font:16px/25px Arial, Helvetica, sans-serif; color:#2b3f3e;">A walk, a book and a soup: three things that we tried so that you can choose. The soup takes twenty minutes and one pot.</p>
                <p style="margin:0; font:bold 16px/25px Arial, Helvetica, sans-serif;"><a class="link" href="https://example.com/weekend" style="color:#0f6468; text-decoration:underline;">Pick one of the three</a></p>
                </td>
                </tr>
                </table>
                </div>
                <!--[if mso]></td></tr></table><![endif]-->
                </td>
                </tr>

                {{! The close: a person, not a department. }}
                <tr>
                <td class="card pad" bgcolor="#ffffff" style="background-color:#ffffff; padding:0 44px 36px; border-radius:0 0 10px 10px;">
                <table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0">
                <tr>
                <td class="rule ink" style="padding:24px 0 0; border-top:1px solid #d9e0dd; font:16px/25px Arial, Helvetica, sans-serif; color:#2b3f3e;">Is there something we should write about? Just reply: a person reads every answer.</td>
                </tr>
                </table>
                </td>
                </tr>

                {{! Footer: who writes, why, and the way out. The law of many countries asks for each of these lines. }}
                <tr>
                <td class="soft pad" align="center" style="padding:28px 32px 8px; word-break:break-word; font:13px/21px Arial, Helvetica, sans-serif; color:#566866;">
                You receive this letter at {{email}} because you signed up for it.<br>
                <a href="{{unsubscribe_url}}" style="color:#566866; text-decoration:underline;">Unsubscribe</a> &nbsp;&middot;&nbsp;
                {{#preferences_url}}<a href="{{preferences_url}}" style="color:#566866; text-decoration:underline;">Change what you get</a><br>{{/preferences_url}}
                {{sender.postal_address}}
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
            path: "templates/newsletter/body.txt",
            content: #"""
                {{sender.name}}
                Our monthly letter


                GOOD THINGS, TOLD IN FIVE MINUTES

                Hello {{first_name}}, this is our letter: once a month, what we make,
                what we learned on the way, and one thing worth your weekend.

                Read this month's story:
                https://example.com/story


                FROM THE WORKSHOP

                The new bench stands, and the first twelve pieces are drying. What
                went wrong on the way, and why the thirteenth will be better.

                https://example.com/workshop


                WORTH YOUR WEEKEND

                A walk, a book and a soup: three things that we tried so that you can
                choose. The soup takes twenty minutes and one pot.

                https://example.com/weekend


                Is there something we should write about? Just reply: a person reads
                every answer.

                -- 
                You receive this letter at {{email}} because you signed up for it.
                Unsubscribe:          {{unsubscribe_url}}
                {{#preferences_url}}
                Change what you get:  {{preferences_url}}
                {{/preferences_url}}
                {{#view_url}}
                Read in the browser:  {{view_url}}
                {{/view_url}}
                {{sender.postal_address}}

                """#),
    ]
}
