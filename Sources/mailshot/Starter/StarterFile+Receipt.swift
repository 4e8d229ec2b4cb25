// Made by Scripts/embed-starter from templates/receipt/; edit the files there and run: make embed

extension StarterFile {
    static let receipt: [StarterFile] = [
        StarterFile(
            path: "templates/receipt/README.md",
            content: #"""
                # receipt

                A transactional receipt with up to three item lines, the total and one button: for `kind = "transactional"`, one row an order.

                | merge field | from | default |
                |---|---|---|
                | `first_name` | column | `dear customer` (in the campaign file) |
                | `order_number`, `order_date`, `payment`, `item_1`, `price_1`, `total`, `vat` | column | none: every order has them |
                | `item_2`, `price_2`, `item_3`, `price_3` | column | empty: the line is left out |
                | `sender.name`, `sender.postal_address` | `[sender]` in `mailshot.toml` | – |
                | `preheader` | the campaign file | – |
                | `email` | made for every message | – |

                Prices are texts and appear as they stand in the list: `12.50 €`. There is no unsubscribe link, because an order is no subscription,
                and no link to a copy in the browser, because a receipt is private.

                """#),
        StarterFile(
            path: "templates/receipt/body.html",
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
                <title>Order {{order_number}}</title>
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
                    body, .page { background-color: #161616 !important }
                    .card { background-color: #212121 !important }
                    .ink { color: #f0eeea !important }
                    .soft, .soft a { color: #b3afa7 !important }
                    .rule { border-color: #46433e !important }
                    .good { background-color: #1f3d2b !important; color: #a9e5bf !important }
                    .button { background-color: #f0eeea !important }
                    .button a { color: #212121 !important }
                  }
                </style>
                </head>
                <body class="page" style="margin:0; padding:0; background-color:#f3f1ed; -webkit-text-size-adjust:100%; -ms-text-size-adjust:100%;">
                <div style="display:none; max-height:0; overflow:hidden; mso-hide:all;">
                {{preheader}}
                {{! Blank space that keeps the first words of the letter out of the preview line. }}
                &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;
                &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;
                &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;
                </div>
                <div role="article" aria-roledescription="email" aria-label="Receipt for order {{order_number}}" lang="en">
                <table role="presentation" class="page" width="100%" border="0" cellpadding="0" cellspacing="0" bgcolor="#f3f1ed" style="background-color:#f3f1ed;">
                <tr>
                <td align="center" style="padding:32px 12px;">
                <!--[if mso]><table role="presentation" width="560" border="0" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
                <table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0" style="max-width:560px; margin:0 auto;">
                <tr>
                <td class="ink" style="padding:0 4px 14px; font:bold 17px/24px Arial, Helvetica, sans-serif; color:#24211d;">{{sender.name}}</td>
                </tr>
                <tr>
                <td class="card pad" bgcolor="#ffffff" align="left" style="background-color:#ffffff; padding:36px 40px 40px; border-radius:8px;">
                <table role="presentation" border="0" cellpadding="0" cellspacing="0" style="margin:0 0 18px;">
                <tr>
                <td class="good" bgcolor="#e2f3e8" style="background-color:#e2f3e8; border-radius:12px; padding:3px 12px; font:bold 13px/18px Arial, Helvetica, sans-serif; color:#1c5a35;">Paid</td>
                </tr>
                </table>
                <h1 class="ink" style="margin:0 0 12px; font:bold 26px/34px Arial, Helvetica, sans-serif; color:#24211d;">Thank you, {{first_name}}</h1>
                <p class="ink" style="margin:0 0 24px; font:16px/26px Arial, Helvetica, sans-serif; color:#24211d;">We received your payment. This is your receipt: please keep it.</p>

                <table width="100%" border="0" cellpadding="0" cellspacing="0" style="margin:0 0 20px;">
                <tr>
                <th class="soft" scope="row" align="left" valign="top" width="96" style="padding:2px 12px 2px 0; font:14px/22px Arial, Helvetica, sans-serif; color:#655f55;">Order</th>
                <td class="ink" align="left" valign="top" style="padding:2px 0; font:14px/22px Arial, Helvetica, sans-serif; color:#24211d;">{{order_number}}</td>
                </tr>
                <tr>
                <th class="soft" scope="row" align="left" valign="top" style="padding:2px 12px 2px 0; font:14px/22px Arial, Helvetica, sans-serif; color:#655f55;">Date</th>
                <td class="ink" align="left" valign="top" style="padding:2px 0; font:14px/22px Arial, Helvetica, sans-serif; color:#24211d;">{{order_date}}</td>
                </tr>
                <tr>
                <th class="soft" scope="row" align="left" valign="top" style="padding:2px 12px 2px 0; font:14px/22px Arial, Helvetica, sans-serif; color:#655f55;">Paid by</th>
                <td class="ink" align="left" valign="top" style="padding:2px 0; font:14px/22px Arial, Helvetica, sans-serif; color:#24211d;">{{payment}}</td>
                </tr>
                </table>

                {{! One line an item; a line whose item column is empty is left out. }}
                <table width="100%" border="0" cellpadding="0" cellspacing="0" style="margin:0 0 28px;">
                <tr>
                <th class="soft rule" scope="col" align="left" style="padding:10px 0; border-bottom:1px solid #ddd8ce; font:bold 13px/20px Arial, Helvetica, sans-serif; color:#655f55;">Item</th>
                <th class="soft rule" scope="col" align="right" width="84" style="padding:10px 0; border-bottom:1px solid #ddd8ce; font:bold 13px/20px Arial, Helvetica, sans-serif; color:#655f55;">Price</th>
                </tr>
                <tr>
                <td class="ink rule" align="left" valign="top" style="padding:14px 12px 14px 0; border-bottom:1px solid #ddd8ce; font:16px/24px Arial, Helvetica, sans-serif; color:#24211d;">{{item_1}}</td>
                <td class="ink rule" align="right" valign="top" nowrap style="padding:14px 0; white-space:nowrap; border-bottom:1px solid #ddd8ce; font:16px/24px Arial, Helvetica, sans-serif; color:#24211d;">{{price_1}}</td>
                </tr>
                {{#item_2}}
                <tr>
                <td class="ink rule" align="left" valign="top" style="padding:14px 12px 14px 0; border-bottom:1px solid #ddd8ce; font:16px/24px Arial, Helvetica, sans-serif; color:#24211d;">{{item_2}}</td>
                <td class="ink rule" align="right" valign="top" nowrap style="padding:14px 0; white-space:nowrap; border-bottom:1px solid #ddd8ce; font:16px/24px Arial, Helvetica, sans-serif; color:#24211d;">{{price_2}}</td>
                </tr>
                {{/item_2}}
                {{#item_3}}
                <tr>
                <td class="ink rule" align="left" valign="top" style="padding:14px 12px 14px 0; border-bottom:1px solid #ddd8ce; font:16px/24px Arial, Helvetica, sans-serif; color:#24211d;">{{item_3}}</td>
                <td class="ink rule" align="right" valign="top" nowrap style="padding:14px 0; white-space:nowrap; border-bottom:1px solid #ddd8ce; font:16px/24px Arial, Helvetica, sans-serif; color:#24211d;">{{price_3}}</td>
                </tr>
                {{/item_3}}
                <tr>
                <th class="ink" scope="row" align="left" style="padding:16px 0 2px; font:bold 18px/26px Arial, Helvetica, sans-serif; color:#24211d;">Total</th>
                <td class="ink" align="right" nowrap style="padding:16px 0 2px; white-space:nowrap; font:bold 18px/26px Arial, Helvetica, sans-serif; color:#24211d;">{{total}}</td>
                </tr>
                <tr>
                <td class="soft" colspan="2" align="left" style="padding:0; font:13px/20px Arial, Helvetica, sans-serif; color:#655f55;">VAT included: {{vat}}</td>
                </tr>
                </table>

                <table role="presentation" class="wide" border="0" cellpadding="0" cellspacing="0" style="margin:0 0 28px;">
                <tr>
                <td class="button" bgcolor="#24211d" style="background-color:#24211d; border-radius:6px; mso-padding-alt:13px 26px;"><a href="https://example.com/orders/{{order_number}}" style="display:inline-block; padding:13px 26px; font:bold 16px/20px Arial, Helvetica, sans-serif; color:#ffffff; text-decoration:none; border-radius:6px;">See your order</a></td>
                </tr>
                </table>
                <p class="ink" style="margin:0; font:16px/26px Arial, Helvetica, sans-serif; color:#24211d;">Is something not right? Reply to this message within 30 days, and we will put it right.</p>
                </td>
                </tr>
                <tr>
                <td class="soft pad" align="left" style="padding:24px 40px 8px; word-break:break-word; font:13px/21px Arial, Helvetica, sans-serif; color:#655f55;">
                You receive this message at {{email}} because you ordered from us. It is not advertising.<br>
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
            path: "templates/receipt/body.txt",
            content: #"""
                {{sender.name}}

                THANK YOU, {{uppercased(first_name)}}

                We received your payment. This is your receipt: please keep it.

                Order:    {{order_number}}
                Date:     {{order_date}}
                Paid by:  {{payment}}

                - {{item_1}}: {{price_1}}
                {{#item_2}}
                - {{item_2}}: {{price_2}}
                {{/item_2}}
                {{#item_3}}
                - {{item_3}}: {{price_3}}
                {{/item_3}}

                Total:    {{total}}
                VAT included: {{vat}}

                See your order: https://example.com/orders/{{order_number}}

                Is something not right? Reply to this message within 30 days, and we
                will put it right.

                -- 
                You receive this message at {{email}} because you ordered from us.
                It is not advertising.
                {{sender.postal_address}}

                """#),
    ]
}
