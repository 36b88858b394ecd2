// SPDX-License-Identifier: AGPL-3.0-or-later
//! A technician's morning: the queue, a ticket, and what of it reaches the requester.

use sportello::platform::mail::ticket_reference;

use crate::on_both;
use crate::support::Letter;
use crate::support::town::{ANNA, DAVIDE, ELENA};

const NOTE: &str = "nota-solo-per-noi-4711";

on_both! {
    async fn a_technician_works_on_a_ticket_and_the_requester_hears_only_what_is_meant_for_her(world: &World) {
        let letter = Letter::from(ANNA, "Non riesco a lavorare", "Da ieri non va più niente.");
        world.receive(&letter).await;
        let receipt = world.sink.one_for(ANNA).mail;
        let number = ticket_reference(&receipt.subject, &["CSTPU"]).unwrap();

        let davide = world.browser();
        davide.sign_in(DAVIDE).await;
        let queue = davide.open("/desk").await;
        let ticket = davide.follow(&queue, "Non riesco a lavorare").await;
        ticket.must_be(200).must_say("Da ieri non va più niente.").must_say("Fano");
        let ticket = davide.send(ticket.form("Prendi in carico")).await;
        let form = ticket.form("Sposta al servizio").choose("Servizio", "Accesso remoto VPN");
        let ticket = davide.send(form).await;
        let ticket = davide.send(ticket.form("Imposta la priorità").choose("Priorità", "Urgente")).await;
        let note = ticket.form("Salva la nota").fill("Testo della nota", NOTE).attach("segreto.txt", NOTE.as_bytes());
        let ticket = davide.send(note).await;
        ticket.must_be(200).must_say(NOTE);
        let reply = ticket.form("Invia la risposta").fill("Testo della risposta", "Prova adesso, per favore.");
        let ticket = davide.send(reply).await;
        ticket.must_be(200).must_say("Prova adesso, per favore.");
        let form = ticket.form_to(&format!("/desk/tickets/{number}/assignment"));
        let ticket = davide.send(form.choose("Incaricato", "Elena Sartori")).await;
        ticket.must_be(200);

        let history = ticket.all(".timeline li").join("\n");
        for change in [
            "Presa in carico",
            "Servizio: Accesso remoto VPN",
            "Priorità da Normale a Urgente",
            "Nota interna",
            "Risposta dell’assistenza",
            "Assegnazione a Elena Sartori",
        ] {
            assert!(history.contains(change), "no {change:?} in:\n{history}");
        }

        world.settle().await;
        let reply = world.sink.one_for(ANNA);
        assert!(reply.mail.text.contains("Prova adesso, per favore."), "{}", reply.mail.text);
        let first = letter.id();
        let answered = &reply.mail.in_reply_to;
        assert!(*answered == [first.clone()] || answered.as_slice() == receipt.message_id.as_slice(), "{answered:?}");
        assert!(reply.mail.references.contains(&first), "{:?} and not {first}", reply.mail.references);
        assert_eq!(ticket_reference(&reply.mail.subject, &["CSTPU"]), Some(number));
        let to_elena = world.sink.one_for(ELENA);
        for mail in [&reply, &to_elena] {
            let raw = String::from_utf8_lossy(&mail.raw);
            assert!(!raw.contains(NOTE) && !mail.mail.text.contains(NOTE) && !raw.contains("segreto.txt"));
        }

        let anna = world.browser_of(ANNA);
        let request = anna.open(&format!("/requests/{number}")).await;
        request.must_be(200).must_say("Prova adesso, per favore.").must_not_say(NOTE).must_not_say("segreto.txt");
        request.must_not_say("Nota interna");
        anna.open(&ticket.link("segreto.txt")).await.must_be(404).must_not_say(NOTE);

        world.receive(&Letter::answer(ANNA, &reply.mail, "Adesso funziona.")).await;
        davide.open(&format!("/desk/tickets/{number}")).await.must_say("Adesso funziona.");
    }

    async fn too_many_files_of_a_note_are_told_at_the_note_and_not_at_the_answer(world: &World) {
        let number = world.request_of(ANNA, "Non riesco a lavorare", "Non va.").number;
        let davide = world.browser_of(DAVIDE);
        let ticket = davide.open(&format!("/desk/tickets/{number}")).await;
        let too_many = 0..=world.ctx.config.storage.max_files;
        for (button, text, field, name) in [
            ("Salva la nota", "Testo della nota", "note-files", "Allegati della nota:"),
            ("Invia la risposta", "Testo della risposta", "files", "Allegati:"),
        ] {
            let form = ticket.form(button).fill(text, NOTE);
            let form = too_many.clone().fold(form, |form, _| form.attach("foto.txt", b"uno"));
            let page = davide.send(form).await;
            page.must_be(422).must_say(NOTE);
            assert_eq!(page.attributes(".error-summary a", "href"), [format!("#{field}")]);
            assert!(page.all(".error-summary a")[0].starts_with(name), "{:?}", page.all(".error-summary a"));
            assert_eq!(page.attributes("[aria-invalid]", "id"), [field]);
            assert_eq!(page.all(&format!("#{field}-error")).len(), 1);
            let is_note_open = !page.all("details[open] #note-files, details[open] #note").is_empty();
            assert_eq!(is_note_open, field == "note-files", "what is wrong must be seen");
        }
    }

    async fn what_is_wrong_with_a_form_that_is_gone_leads_nowhere_else(world: &World) {
        let number = world.request_for(ANNA, "INF-CON-03", "VPN ferma", "Non va.").number;
        let address = format!("/desk/tickets/{number}");
        let (davide, elena) = (world.browser_of(DAVIDE), world.browser_of(ELENA));
        let stale = elena.open(&address).await;
        let ticket = davide.open(&address).await;
        davide.send(ticket.form("Segna come risolto").set("resolution", "Fatto.")).await.must_be(200);
        for form in [stale.form("Imposta la priorità"), stale.form("Invia la domanda e attendi").set("question", NOTE)] {
            let page = elena.send(form).await;
            page.must_be(422);
            assert_eq!(page.all(".error-summary li").len(), 1);
            assert_eq!(page.attributes(".error-summary a", "href"), Vec::<String>::new());
        }
    }

    async fn a_form_shown_before_the_ticket_changed_changes_nothing(world: &World) {
        let number = world.request_of(ANNA, "Non riesco a lavorare", "Non va.").number;
        let address = format!("/desk/tickets/{number}");
        let (davide, elena) = (world.browser_of(DAVIDE), world.browser_of(ELENA));
        let stale = elena.open(&address).await.form("Imposta la priorità").choose("Priorità", "Bassa");
        let ticket = davide.open(&address).await;
        davide.send(ticket.form("Imposta la priorità").choose("Priorità", "Urgente")).await.must_be(200);
        elena.send(stale).await.must_be(422).must_say("Nel frattempo il ticket è cambiato.");
        davide.open(&address).await.must_say("Priorità: Urgente");
    }
}
