// SPDX-License-Identifier: AGPL-3.0-or-later
//! HTML as mail programs write it, and as attackers do.

use super::*;

fn cleaned(html: &str) -> CleanHtml {
    let limits = HtmlLimits {
        bytes: 256 * 1024,
        depth: 256,
        attributes: 64,
    };
    clean_html(html, "Re: guasto", &limits).unwrap()
}

fn shown(html: &str) -> String {
    cleaned(html).shown
}

/// Asserts that only "Fatto, grazie." is shown of each, and that what it repeats is folded, not lost.
fn only_own_words(mails: &[&str]) {
    for html in mails {
        let clean = cleaned(html);
        assert_eq!(plain::from_html(&clean.shown), "Fatto, grazie.", "of {html}");
        assert!(clean.quoted.unwrap().contains("Gentile utente"), "of {html}");
    }
}

#[test]
fn gmail() {
    only_own_words(&[
        r#"<div dir="ltr">Fatto, grazie.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Il giorno lun 12 mar 2024 alle ore 10:00 CSTPU &lt;<a href="mailto:a@cstpu.example">a@cstpu.example</a>&gt; ha scritto:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex"><div>Gentile utente</div></blockquote></div>"#,
        r#"<div dir="ltr">Fatto, grazie.<div><br></div>-- <br><div class="gmail_signature">Mario Rossi</div></div><div class="gmail_extra"><br><div class="gmail_quote">2014-03-12 10:00 GMT+01:00 CSTPU <span dir="ltr">&lt;<a href="mailto:a@cstpu.example">a@cstpu.example</a>&gt;</span>:<br><blockquote class="gmail_quote">Gentile utente</blockquote></div></div>"#,
        r#"<div dir="auto">Fatto, grazie.</div><br><div class="gmail_quote"><div dir="ltr">Am Mo. 12. März 2024 um 10:00 schrieb CSTPU &lt;a@cstpu.example&gt;:<br></div><blockquote class="gmail_quote">Gentile utente</blockquote></div>"#,
    ]);
}

#[test]
fn domino_folds_the_mail_above_into_a_section_and_its_writer_other_things() {
    only_own_words(&[
        r#"Fatto, grazie.<br><div class="domino-section"><div class="domino-section-head"><span class="domino-section-title">CSTPU --- guasto ---</span></div><div class="domino-section-body"><table><tr><td>Da:</td><td>CSTPU &lt;a@cstpu.example&gt;</td></tr><tr><td>A</td><td>mario@ente.example</td></tr><tr><td>Data:</td><td>mar 24.11.2026 14:30</td></tr><tr><td>Oggetto</td><td>guasto</td></tr></table><hr><pre>Gentile utente</pre></div></div>"#,
    ]);
    let own = r#"<p>Ecco i passi.</p><div class="domino-section"><div class="domino-section-head">Dettagli</div><div class="domino-section-body">Data: ieri, poi si spegne.</div></div>"#;
    assert!(shown(own).contains("poi si spegne"));
}

#[test]
fn answers_between_what_gmail_quotes_stay() {
    let clean = cleaned(
        r#"<div class="gmail_quote"><div class="gmail_attr">On Mon, 12 Mar 2024 at 10:00, CSTPU &lt;a@cstpu.example&gt; wrote:<br></div><blockquote class="gmail_quote">Da quando?</blockquote><div>Da ieri.</div><blockquote class="gmail_quote">Dove?</blockquote><div>Stanza 12.</div><blockquote class="gmail_quote">Saluti, CSTPU</blockquote></div>"#,
    );
    for part in ["Da quando?", "Da ieri.", "Dove?", "Stanza 12."] {
        assert!(clean.shown.contains(part), "{part} is missing in {}", clean.shown);
    }
    assert!(clean.quoted.unwrap().contains("Saluti, CSTPU"));
}

#[test]
fn an_answer_below_the_quoted_text_is_what_is_shown() {
    let clean = cleaned(
        r#"<div class="moz-cite-prefix">Il 12/03/2024 10:00, CSTPU ha scritto:<br></div><blockquote type="cite" cite="mid:x"><p>Gentile utente</p></blockquote><p>Fatto, grazie.</p><div class="moz-signature">-- <br>Mario</div>"#,
    );
    assert_eq!(plain::from_html(&clean.shown), "Fatto, grazie.");
}

#[test]
fn outlook_of_the_desk_the_web_and_the_telephone() {
    only_own_words(&[
        r#"<div class="WordSection1"><p class="MsoNormal">Fatto, grazie.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Da:</b> CSTPU &lt;a@cstpu.example&gt; <br><b>Inviato:</b> lunedì 12 marzo 2024 10:00<br><b>A:</b> Mario<br><b>Oggetto:</b> guasto<o:p></o:p></p></div></div><p class="MsoNormal">Gentile utente</p></div>"#,
        r#"<div class="WordSection1"><p class="MsoNormal">Fatto, grazie.</p><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b>Xyz:</b> CSTPU<br><b>Abc:</b> ieri</p></div><p>Gentile utente</p></div>"#,
        r#"<div style="font-family:Calibri">Fatto, grazie.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>Da:</b> CSTPU<br><b>Inviato:</b> lunedì<br><b>A:</b> Mario<br><b>Oggetto:</b> guasto</font><div>&nbsp;</div></div><div>Gentile utente</div>"#,
        r#"<div>Fatto, grazie.</div><div id="x_Signature"><p>Mario Rossi</p></div><hr><div id="x_divRplyFwdMsg"><b>From:</b> x</div><div>Gentile utente</div>"#,
        r#"<div>Fatto, grazie.</div><div id="ms-outlook-mobile-signature">Scarica <a href="https://aka.ms/x">Outlook per iOS</a></div><div id="mail-editor-reference-message-container"><hr><b>Da:</b> CSTPU<br>Gentile utente</div>"#,
        r#"<div><p>Fatto, grazie.</p></div><span id="OLK_SRC_BODY_SECTION"><div><b>From: </b>CSTPU</div><div>Gentile utente</div></span>"#,
        r#"<div name="messageBodySection">Fatto, grazie.</div><div name="messageReplySection"><div>Gentile utente</div></div>"#,
        r#"<p>Fatto, grazie.</p><p><b>Da:</b> CSTPU</p><p><b>Inviato:</b> ieri</p><p><b>A:</b> Mario</p><p><b>Oggetto:</b> guasto</p><p>Gentile utente</p>"#,
    ]);
}

#[test]
fn apple_thunderbird_yahoo_proton_zimbra_and_horde() {
    only_own_words(&[
        r#"<html><body>Fatto, grazie.<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>Il giorno 12 mar 2024, alle ore 10:00, CSTPU ha scritto:</div><br class="Apple-interchange-newline"><div>Gentile utente</div></blockquote></div><br></body></html>"#,
        r#"<div>Fatto, grazie.</div><div id="AppleMailSignature" dir="ltr">Inviato da iPhone</div><div dir="ltr"><br>Il giorno 12 mar 2024, alle ore 10:00, CSTPU &lt;<a href="mailto:a@cstpu.example">a@cstpu.example</a>&gt; ha scritto:<br><br></div><blockquote type="cite"><div dir="ltr">Gentile utente</div></blockquote>"#,
        r#"<p>Fatto, grazie.<br></p><div class="moz-cite-prefix">Il 12/03/2024 10:00, CSTPU ha scritto:<br></div><blockquote type="cite" cite="mid:x@y"><p>Gentile utente</p></blockquote><pre class="moz-signature" cols="72">-- 
Mario</pre>"#,
        r#"<div class="yahoo-style-wrap"><div>Fatto, grazie.</div></div><div id="yahoo_quoted_123" class="yahoo_quoted"><div><div>Il lunedì 12 marzo 2024, CSTPU ha scritto:</div><div>Gentile utente</div></div></div>"#,
        r#"<div>Fatto, grazie.</div><div class="protonmail_signature_block"><div>Inviato con Proton Mail</div></div><div class="protonmail_quote">On Monday, March 12th, 2024 at 10:00, CSTPU wrote:<br><blockquote class="protonmail_quote" type="cite">Gentile utente</blockquote></div>"#,
        r#"<div>Fatto, grazie.</div><div data-marker="__SIG_PRE__">Mario</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>Da: </b>"CSTPU"<br><b>A: </b>"Mario"<br></div><div data-marker="__QUOTED_TEXT__"><blockquote>Gentile utente</blockquote></div>"#,
        r#"<p>Fatto, grazie.</p><p>Quoting CSTPU &lt;a@cstpu.example&gt;:</p><blockquote type="cite"><p>Gentile utente</p></blockquote>"#,
        r#"<p>Fatto, grazie.</p><div>Il 12/03/2024 10:00, CSTPU ha scritto:</div><blockquote><p>Gentile utente</p></blockquote>"#,
        r#"<p>Fatto, grazie.</p><div data-sportello-ref="7">Rispondi sopra</div><p>Gentile utente</p>"#,
        r#"<p>Fatto, grazie.</p><p>— Rispondi sopra questa riga —</p><p>Gentile utente</p>"#,
        r#"<pre>Fatto, grazie.

-- 
Mario
On 12/03/2024 10:00, CSTPU wrote:
&gt; Gentile utente
</pre>"#,
    ]);
}

#[test]
fn a_forward_and_a_quotation_of_his_own_are_not_cut() {
    let limits = HtmlLimits {
        bytes: 100_000,
        depth: 256,
        attributes: 64,
    };
    let forward = r#"<div>Ve lo giro.</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>Da: Mario<br></div>Non va.</div>"#;
    for subject in ["Fwd: guasto", "guasto"] {
        let clean = clean_html(forward, subject, &limits).unwrap();
        assert_eq!(clean.quoted, None);
        assert!(clean.shown.contains("Ve lo giro.") && clean.shown.contains("Non va."));
    }
    let outlook = r#"<p>Vedi sotto.</p><div style="border-top:solid #E1E1E1 1.0pt"><p><b>Da:</b> Mario<br><b>Inviato:</b> ieri<br><b>A:</b> me<br><b>Oggetto:</b> x</p></div><p>Non va.</p>"#;
    assert_eq!(clean_html(outlook, "I: x", &limits).unwrap().quoted, None);
    let own = "<p>Il regolamento dice:</p><blockquote>Art. 1</blockquote><p>Che faccio?</p>";
    assert_eq!(cleaned(own).quoted, None);
}

#[test]
fn where_nothing_would_be_left_the_whole_is_shown() {
    let clean =
        cleaned(r#"<div class="gmail_quote"><blockquote class="gmail_quote">Gentile utente</blockquote></div>"#);
    assert!(clean.shown.contains("Gentile utente"));
    assert_eq!(clean.quoted, None);
}

#[test]
fn both_halves_of_a_cut_table_are_whole() {
    let clean = cleaned(
        r#"<table><tr><td><p>Fatto, grazie.</p><hr><div id="divRplyFwdMsg"><b>Da:</b> x</div><ul><li>Gentile utente</li></ul></td></tr></table>"#,
    );
    assert_eq!(
        clean.shown,
        "<table><tbody><tr><td><p>Fatto, grazie.</p></td></tr></tbody></table>"
    );
    let quoted = clean.quoted.unwrap();
    assert!(
        quoted.starts_with("<table>")
            && quoted.contains("<ul><li>Gentile utente</li></ul>")
            && quoted.ends_with("</table>"),
        "{quoted}"
    );
}

#[test]
fn pictures_from_elsewhere_wait_and_those_of_the_mail_stay() {
    assert_eq!(
        shown(
            r#"<img src="https://x.example/a.png" srcset="https://x.example/b.png 2x" alt="Logo" width="80" onerror="x()">"#
        ),
        r#"<img data-remote="https://x.example/a.png" alt="Logo" width="80">"#
    );
    assert_eq!(
        shown(r#"<p>a<img src="//x.example/a.png"></p>"#),
        r#"<p>a<img data-remote="https://x.example/a.png" alt=""></p>"#
    );
    assert_eq!(
        shown(r#"<img src="cid:image001.png@01DA" alt="">"#),
        r#"<img src="cid:image001.png@01DA" alt="">"#
    );
    assert_eq!(
        shown(r#"<img src="data:image/png;base64,AAAA">"#),
        r#"<img src="data:image/png;base64,AAAA" alt="">"#
    );
    for gone in [
        r#"<p>a</p><img src="https://t.example/p.gif" width="1" height="1">"#,
        r#"<p>a</p><img src="https://t.example/p.gif" style="width: 1px; height:1px" alt="x">"#,
        r#"<p style="background:url(https://t.example/p.gif)">a</p>"#,
        r#"<p background="https://t.example/p.gif">a</p>"#,
        r#"<p>a</p><img src="data:image/svg+xml;base64,AAAA">"#,
        r#"<p>a</p><img src="file:///c:/x.png">"#,
        r#"<p>a</p><style>@import url(https://t.example/x.css)</style><link rel=stylesheet href="https://t.example/x.css">"#,
        r#"<p>a</p><picture><source srcset="https://t.example/x"></picture><video poster="https://t.example/x"></video>"#,
    ] {
        assert_eq!(shown(gone), "<p>a</p>", "of {gone}");
    }
}

#[test]
fn links_lead_out_without_a_way_back_and_run_nothing() {
    assert_eq!(
        shown(r#"<a href="https://x.example/?a=1&amp;b=2" onclick="x()" id="q" class="r" target="_top">qui</a>"#),
        r#"<a href="https://x.example/?a=1&amp;b=2" rel="noopener noreferrer">qui</a>"#
    );
    for href in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java&#10;script:alert(1)",
        "&#x01;javascript:alert(1)",
        "&#106;avascript&colon;alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "/relative",
        "#here",
        "file:///etc/passwd",
    ] {
        assert_eq!(
            shown(&format!(r#"<p><a href="{href}">qui</a></p>"#)),
            "<p><span>qui</span></p>",
            "of {href}"
        );
    }
}

#[test]
fn forms_frames_and_names_do_not_survive() {
    let html = r#"<base href="https://x.example/"><meta http-equiv="refresh" content="0;url=https://x.example"><form action="https://x.example"><input name="csrf" value="1"><button id="take" name="take">Entra</button></form><iframe src="https://x.example">f</iframe><object data="x">o</object><embed src="x"><div id="conversation" class="panel fixed" name="page" style="position:fixed;top:0">testo</div>"#;
    assert_eq!(shown(html), "<div>Entra</div><div>testo</div>");
}

#[test]
fn what_is_known_to_break_sanitisers_runs_nothing() {
    for html in [
        "<script>alert(1)</script>",
        "<svg><script>alert(1)</script></svg>",
        "<svg/onload=alert(1)>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
        "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "<style><!--</style><img src=x onerror=alert(1)>--></style>",
        "<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
        "<template><script>alert(1)</script></template>",
        "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<img src=\"x` `<script>alert(1)</script>\"` `>",
        "<a href=\"https://x.example/\" title='\"><img src=x onerror=alert(1)>'>x</a>",
        "<p class='\"><script>alert(1)</script>'>x",
        "<img alt='\"><script>alert(1)</script>' src='cid:x'>",
        "<img alt='<img src=\"cid:y\" onerror=alert(1)>' src='cid:x'>",
        "<<script>script>alert(1)<</script>/script>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<!--[if gte mso 9]><img src=x onerror=alert(1)><![endif]-->",
        "<select><template><svg><animate attributeName=href values=javascript:alert(1)>",
        "<plaintext><img src=x onerror=alert(1)>",
        "\u{0}<scr\u{0}ipt>alert(1)</scr\u{0}ipt>",
    ] {
        let clean = shown(html);
        let tags: Vec<&str> = clean
            .split('<')
            .skip(1)
            .map(|tag| tag.split('>').next().unwrap())
            .collect();
        for tag in &tags {
            let lower = tag.to_lowercase();
            let unquoted: String = lower.split('"').step_by(2).collect();
            assert!(!unquoted.contains("on") || !unquoted.contains("error="), "{clean}");
            for bad in ["script", "svg", "math", "style", "iframe", "template", "onload"] {
                assert!(!unquoted.contains(bad), "{clean}");
            }
        }
        assert_eq!(cleaned(&clean).shown, clean, "cleaning again changes it: {html}");
    }
}

#[test]
fn what_the_writer_hid_is_not_shown() {
    assert_eq!(
        shown("<p>a</p><div style='display: none'>nascosto</div><span hidden>x</span>"),
        "<p>a</p>"
    );
}

#[test]
fn colours_and_lines_that_mean_something_stay() {
    assert_eq!(
        shown(
            r##"<p><span style="color:#FF0000">rispondo in rosso</span> <font color="blue">blu</font> <span style="color:rgb(0, 128, 0);font-weight:bold">v</span> <span style="color:#333">x</span></p>"##
        ),
        r#"<p><span class="mail-red">rispondo in rosso</span> <span class="mail-blue">blu</span> <span class="mail-green mail-bold">v</span> <span>x</span></p>"#
    );
    assert_eq!(
        shown(r#"<span style="background:yellow;text-decoration:line-through">no</span>"#),
        r#"<span class="mail-marked mail-struck">no</span>"#
    );
    assert_eq!(
        shown(
            r#"<table border="1"><tr><td colspan="2" style="border:solid windowtext 1.0pt" onclick="x">1</td></tr></table>"#
        ),
        r#"<table class="mail-grid"><tbody><tr><td colspan="2" class="mail-cell">1</td></tr></tbody></table>"#
    );
}

#[test]
fn headings_come_below_those_of_the_page() {
    assert_eq!(
        shown("<h1>Titolo</h1><main><nav>x</nav></main>"),
        "<h4>Titolo</h4><div><div>x</div></div>"
    );
}

#[test]
fn what_is_over_the_limits_is_not_shown_as_html() {
    let limits = HtmlLimits {
        bytes: 1_000,
        depth: 20,
        attributes: 5,
    };
    assert!(clean_html(&"x".repeat(2_000), "", &limits).is_none());
    assert!(clean_html(&"<div>".repeat(30), "", &limits).is_none());
    assert!(clean_html("<a b c d e f g h>x", "", &limits).is_none());
    assert!(clean_html("<p>x", "", &limits).is_some());
}

#[test]
fn the_worst_that_keeps_the_limits_is_cleaned_in_bounded_time() {
    let open: String = (0..30).map(|n| format!("<font size={n}>")).collect();
    let worst = [
        format!("{}{}", "<div>".repeat(250), "<p>x".repeat(60_000)),
        format!("<div>{open}</div>{}", "<p>x".repeat(10_000)),
        "<table><tr><td>".repeat(80),
        "<b><i>".repeat(100) + &"<p>x</p>".repeat(1_900),
        "a<br>".repeat(50_000),
        "<blockquote type=cite>a</blockquote>b".repeat(6_000),
        "On 1/1/2024 10:00 a@b.c<br>".repeat(9_000),
    ];
    for html in worst {
        clean_html(
            &html,
            "Re: x",
            &HtmlLimits {
                bytes: 256 * 1024,
                depth: 256,
                attributes: 64,
            },
        );
    }
}

#[test]
fn what_somebody_wrote_into_the_place_of_a_mark_stays() {
    let clean = cleaned(
        r#"<div class="moz-cite-prefix">Gentili,</div><div class="moz-cite-prefix"><br></div><div class="moz-cite-prefix">la stampante non va.</div><div class="moz-cite-prefix"><br></div><div class="moz-cite-prefix">Il 12/03/2024 10:00, CSTPU ha scritto:<br></div><blockquote type="cite"><p>Gentile utente</p></blockquote><p>Grazie.</p>"#,
    );
    let shown = plain::from_html(&clean.shown);
    assert!(
        shown.starts_with("Gentili,") && shown.contains("la stampante non va."),
        "{shown}"
    );
    assert!(!shown.contains("ha scritto") && shown.ends_with("Grazie."), "{shown}");
    let apart = r#"<p>Il regolamento dice:</p><blockquote class="gmail_quote">Art. 1</blockquote>"#;
    assert_eq!(cleaned(apart).quoted, None);
}

#[test]
fn hotmail_roundcube_airmail_and_a_border_of_another_colour() {
    only_own_words(&[
        r#"<div dir="ltr">Fatto, grazie.<div><hr id="stopSpelling">Xyz: CSTPU<br><br>Gentile utente</div></div>"#,
        r#"<p>Fatto, grazie.</p><div id="_rc_sig">Mario</div><p id="reply-intro">Il 2024-03-12 10:00 CSTPU ha scritto:</p><blockquote type="cite"><p>Gentile utente</p></blockquote>"#,
        r#"<p>Fatto, grazie.</p><p class="airmail_on">Zzz 12/3 CSTPU:</p><blockquote type="cite" class="clean_bq"><p>Gentile utente</p></blockquote>"#,
        r#"<p>Fatto, grazie.</p><div style="border-top: 1px solid rgb(229, 229, 229)"><b>Da:</b> CSTPU</div><p>Gentile utente</p>"#,
    ]);
}

#[test]
fn nothing_that_nobody_sees_turns_around_what_is_shown() {
    assert_eq!(
        shown("<p>Paga\u{1}\u{8} qui:\u{202e}knab\u{2066}</p><bdo dir=rtl>moc.knab</bdo>\u{feff}"),
        "<p>Paga qui:knab</p><span dir=\"rtl\">moc.knab</span>"
    );
    assert_eq!(shown("<pre>uno\ndue\u{2028}tre</pre>"), "<pre>uno\ndue\ntre</pre>");
}
