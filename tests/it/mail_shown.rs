// SPDX-License-Identifier: AGPL-3.0-or-later
//! Mails as their readers see them: laid out, clean, what they repeat folded, and nothing loaded from elsewhere unasked.

use crate::on_both;
use crate::support::town::{ANNA, CARLA, DAVIDE};

/// A mail of Outlook with a picture in it, one from elsewhere, a script, and what it answers.
fn mail() -> Vec<u8> {
    let html = "<div class=WordSection1><p class=MsoNormal>Non <b>stampa</b>. <span style='color:red'>Urgente</span></p>\
        <script>alert(1)</script><img src='cid:logo@fano' alt='Il logo'><img src='https://altrove.example/foto.jpg' alt='Foto'>\
        <div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>Da:</b> Bruno<br><b>Inviato:</b> ieri<br>\
        <b>A:</b> Anna<br><b>Oggetto:</b> stampante</p></div><p>Hai scritto al centro?</p></div>";
    format!(
        "From: {ANNA}\r\nTo: assistenza@cstpu.example\r\nSubject: Stampante\r\nMessage-ID: <shown@comune-fano.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         {html}\r\n--b\r\nContent-Type: image/gif; name=logo.gif\r\nContent-ID: <logo@fano>\r\nContent-Disposition: inline\r\n\
         Content-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7\r\n--b--\r\n"
    )
    .into_bytes()
}

on_both! {
    async fn a_mail_is_shown_as_it_was_laid_out_with_what_it_repeats_folded(world: &World) {
        world.receive_bytes(&mail()).await;
        for (reader, address) in [(DAVIDE, "/desk/tickets/1"), (ANNA, "/requests/1")] {
            let page = world.browser_of(reader).open(address).await;
            page.must_be(200);
            assert_eq!(page.all(".message > .mail-html b"), ["stampa"], "{reader}");
            assert_eq!(page.all(".message > .mail-html .mail-red"), ["Urgente"]);
            assert_eq!(page.first("details.mail-quoted summary").as_deref(), Some("Mostra testo citato"));
            assert!(page.first("details.mail-quoted .mail-html").unwrap().contains("Hai scritto al centro?"));
            assert!(!page.first(".message > .mail-html").unwrap().contains("Hai scritto al centro?"));
            assert!(page.all(".mail-html script").is_empty());
        }
    }
    async fn pictures_of_the_mail_are_shown_and_those_from_elsewhere_only_when_asked_for(world: &World) {
        world.receive_bytes(&mail()).await;
        let browser = world.browser_of(ANNA);
        let page = browser.open("/requests/1").await;
        let own = page.attributes(".mail-html img[src]", "src");
        assert!(own.len() == 1 && own[0].starts_with("/attachments/"), "{own:?}");
        assert_eq!(browser.get(&own[0]).await.headers()["content-type"], "image/gif");
        let asked = page.link("Mostra immagini");
        let answer = browser.get(&asked).await;
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("img-src 'self' data: https:"), "{policy}");
        let with_pictures = browser.open(&asked).await;
        let all = with_pictures.attributes(".mail-html img[src]", "src");
        assert!(all.contains(&"https://altrove.example/foto.jpg".to_owned()), "{all:?}");
        let policy = browser.get("/requests/1").await.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("img-src 'self' data:;"), "{policy}");
        world.browser_of(CARLA).open(&asked).await.must_be(404);
    }
    async fn staff_get_the_mail_as_it_came_and_nobody_else_does(world: &World) {
        world.receive_bytes(&mail()).await;
        let address = world.browser_of(DAVIDE).open("/desk/tickets/1").await.link("Scarica il messaggio originale");
        let answer = world.browser_of(DAVIDE).get(&address).await;
        // The first answer may lead on to the ledger, which has the bytes.
        let answer = match answer.headers().get("location") {
            Some(location) => world.browser_of(DAVIDE).get(location.to_str().unwrap()).await,
            None => answer,
        };
        assert_eq!(answer.headers()["content-type"], "application/octet-stream");
        assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(answer.bytes().await.unwrap(), mail());
        let hers = world.browser_of(ANNA).open("/requests/1").await;
        hers.must_not_say("Scarica il messaggio originale");
        assert_ne!(world.browser_of(ANNA).get(&address).await.status(), 200);
    }
    async fn what_is_too_deep_to_be_cleaned_is_shown_as_text_and_says_so(world: &World) {
        let mail = format!(
            "From: {ANNA}\r\nSubject: Profondo\r\nContent-Type: text/html\r\n\r\n{}dal fondo{}\r\n",
            "<div>".repeat(400), "</div>".repeat(400)
        );
        world.receive_bytes(mail.as_bytes()).await;
        let page = world.browser_of(ANNA).open("/requests/1").await;
        page.must_say("dal fondo").must_say("è mostrato solo il testo");
        assert!(page.all(".mail-html").is_empty());
    }
    async fn the_quoted_part_of_a_plain_mail_is_folded_and_still_there(world: &World) {
        let mail = format!(
            "From: {ANNA}\r\nSubject: Re: guasto\r\n\r\nFatto, grazie.\r\n\r\nIl 24/11/2026 10:00, Bruno ha scritto:\r\n> Provate a chiamare.\r\n"
        );
        world.receive_bytes(mail.as_bytes()).await;
        let page = world.browser_of(DAVIDE).open("/desk/tickets/1").await;
        assert_eq!(page.first(".message > .message-body").as_deref(), Some("Fatto, grazie."));
        assert!(page.first("details.mail-quoted .message-body").unwrap().contains("Provate a chiamare."));
    }
}
