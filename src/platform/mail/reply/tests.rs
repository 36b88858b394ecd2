// SPDX-License-Identifier: AGPL-3.0-or-later
//! Answers as mail programs write them, by program and by language.

use super::*;

/// What is shown of an answer; the whole text when nothing is folded.
pub(super) fn shown(text: &str) -> String {
    fold_reply(text, "Re: guasto").map_or_else(|| text.to_owned(), |reply| reply.shown)
}

/// Asserts that of each text only "Fatto, grazie." is shown.
pub(super) fn only_own_words(texts: &[&str]) {
    for text in texts {
        assert_eq!(shown(text), "Fatto, grazie.", "of {text:?}");
    }
}

#[test]
fn our_own_line_folds_what_is_below_it() {
    only_own_words(&[
        "Fatto, grazie.\n\n— Rispondi sopra questa riga —\n\nGentile utente\n",
        "Fatto, grazie.\n\n##- Please type your reply above this line -##\n\nDear\n",
    ]);
}

#[test]
fn signatures_of_people_and_devices_are_folded() {
    only_own_words(&[
        "Fatto, grazie.\n\n-- \nMario Rossi\nUfficio tributi\n",
        "Fatto, grazie.\n--\nMario Rossi\n",
        "Fatto, grazie.\n\nInviato da iPhone",
        "Fatto, grazie.\n\nInviato dal mio dispositivo Samsung\n",
        "Fatto, grazie.\n\nSent from my iPad\n",
        "Fatto, grazie.\n\nVon meinem iPhone gesendet\n",
        "Fatto, grazie.\n\nEnvoyé de mon iPhone\n",
        "Fatto, grazie.\n\nEnviado desde mi iPhone\n",
        "Fatto, grazie.\n\nVerzonden vanaf mijn iPhone\n",
        "Fatto, grazie.\n\nSkickat från min iPhone\n",
        "Fatto, grazie.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n",
        "Fatto, grazie.\n\nScarica Outlook per Android<https://aka.ms/x>\n",
        "Fatto, grazie.\n\n____________________\nIng. Mario Rossi\nTel. 0721 123456\n",
        "Fatto, grazie.\n\n_______________________________________________\ntecnici mailing list\ntecnici@liste.example\nhttps://liste.example/tecnici\n",
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nFatto, grazie.\n-----BEGIN PGP SIGNATURE-----\n\nx\n",
        "Fatto, grazie.\n\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n",
    ]);
}

#[test]
fn an_answer_below_the_quoted_text_is_shown_without_it() {
    assert_eq!(
        shown(
            "Il 12/03/2024 10:00, CSTPU ha scritto:\n> Gentile utente,\n> ha provato?\n\nSì, due volte.\n\n-- \nMario\n"
        ),
        "Sì, due volte."
    );
    assert_eq!(
        shown(
            "Buongiorno,\n\nOn Mon, 12 Mar 2024 10:00:00 +0100\nCSTPU <a@cstpu.example> wrote:\n\n> Ha provato?\n\nSì.\n"
        ),
        "Buongiorno,\n\nSì."
    );
}

#[test]
fn answers_between_the_quoted_lines_stay_with_what_they_answer() {
    let text = "Il 12/03/2024 10:00, CSTPU ha scritto:\n> Da quando?\n\nDa ieri.\n\n> Quale stanza?\n\nLa 12.\n\n> Saluti\n> CSTPU\n";
    assert_eq!(
        shown(text),
        "Il 12/03/2024 10:00, CSTPU ha scritto:\n> Da quando?\n\nDa ieri.\n\n> Quale stanza?\n\nLa 12."
    );
    let once = "On 12/03/2024 10:00, CSTPU wrote:\n> Quando?\nOggi.\n> Saluti\n";
    assert_eq!(shown(once), "On 12/03/2024 10:00, CSTPU wrote:\n> Quando?\nOggi.");
}

#[test]
fn the_broken_end_of_a_quoted_line_is_no_answer() {
    let text = "Fatto, grazie.\n\nOn 12/03/2024 10:00, CSTPU wrote:\n> This is a quoted line that was a little too long for the program\nthat broke it\n> and went on.\n";
    assert_eq!(shown(text), "Fatto, grazie.");
}

#[test]
fn what_somebody_quotes_without_an_answered_mail_is_his_own() {
    let text = "Il programma dice:\n> Errore 5\nChe cosa devo fare?\n";
    assert_eq!(fold_reply(text, "guasto"), None);
}

#[test]
fn a_mail_that_is_passed_on_is_left_alone() {
    let quoted = "Da: Mario\nInviato: ieri\nA: me\nOggetto: guasto\n\nNon va la rete.\n";
    for subject in [
        "I: guasto",
        "Fwd: guasto",
        "FW: guasto",
        "WG: guasto",
        "TR: guasto",
        "RV: guasto",
        "Fwd[2]: x",
    ] {
        assert_eq!(
            fold_reply(&format!("Ve lo giro.\n\n{quoted}"), subject),
            None,
            "{subject}"
        );
    }
    assert!(fold_reply(&format!("Ve lo giro.\n\n{quoted}"), "R: I: guasto").is_some());
    for divider in [
        "---------- Forwarded message ---------",
        "---------- Messaggio inoltrato ----------",
        "-------- Weitergeleitete Nachricht --------",
        "-------- Message transféré --------",
        "Begin forwarded message:",
        "Forwarded message:",
        "Inizio messaggio inoltrato:",
        "----- Message transmis -----",
        "---------- Messaggio girato ----------",
        "--- Treść przekazanej wiadomości ---",
        "-------- Přeposlaná zpráva --------",
        "Videresendt melding:",
        "----- Forwarded by Mario Rossi/UFF on 12/03/2024 -----",
    ] {
        assert_eq!(
            fold_reply(&format!("Cosa ne dite?\n\n{divider}\n{quoted}"), "guasto"),
            None,
            "{divider}"
        );
    }
}

#[test]
fn an_answer_to_a_mail_that_was_passed_on_is_an_answer() {
    let text = "Fatto, grazie.\n\nIl 12/03/2024 10:00, CSTPU ha scritto:\n> ---------- Forwarded message ---------\n> From: x\n";
    assert_eq!(shown(text), "Fatto, grazie.");
}

#[test]
fn where_nothing_would_be_left_everything_is_shown() {
    for text in [
        "Il 12/03/2024 10:00, CSTPU ha scritto:\n> Gentile\n",
        "> Gentile\n> utente\n",
        "-- \nMario\n",
        "Inviato da iPhone\n",
        "Da: CSTPU\nInviato: ieri\nA: me\nOggetto: x\n\nGentile\n",
        "",
    ] {
        assert_eq!(fold_reply(text, "Re: x"), None, "{text:?}");
    }
}

#[test]
fn ordinary_writing_is_not_taken_for_marks() {
    for text in [
        "Il 10/3 il tecnico mi ha scritto:\nbisogna cambiare il cavo.\nChe faccio?",
        "On the other hand, he wrote:\nnothing.",
        "Da ieri la rete è lenta.\nA tutti i colleghi succede.\nOggetto: stampante",
        "Inviato da Mario ieri il modulo, ma non è arrivato nulla di quello che mi aspettavo.",
        "Errore\n------\nORA-01017\n------\nGrazie",
        "Elenco:\n- uno\n- due\n-- \u{20}tre",
        "```\n> comando\nOn 1/1/2024 10:00, x wrote:\n```\nNon funziona.",
        "Il 10.03 il tecnico mi ha scritto:\nbisogna cambiare il cavo.",
        "Ho riletto le risposte precedenti e non ho capito.",
        "Ho letto \"Messaggio originale\" in fondo alla pagina.",
    ] {
        assert_eq!(fold_reply(text, "guasto"), None, "{text:?}");
    }
}

#[test]
fn what_is_set_apart_by_a_rule_or_a_frame_is_no_signature() {
    for text in [
        "Primo punto.\n\n________\n\nSecondo punto, tel. 0721 123456\n\nSaluti\n________\nTerzo, scrivere a x@ente.example\n",
        "Risposta: 3\n*******************\n15. In quali uffici?\n   chiamare lo 0721 123456\n",
        "Ecco le note\n---\n[1] https://ente.example/nota\n",
        "Ecco il punto\n---\n1. stampante\n2. rete\n",
        "Due cose\n--------\nha visto la mail a x@ente.example?\n",
    ] {
        assert_eq!(fold_reply(text, "guasto"), None, "{text:?}");
    }
}

#[test]
fn a_journey_and_the_words_of_a_server_are_no_header_of_a_mail() {
    for text in [
        "Chiedo il permesso per la trasferta\nDa: Pesaro\nA: Fano\nData: 12 marzo\ncon l'auto di servizio.\n",
        "La mail non parte:\n<x@ente.example>: host mx.ente.example[192.0.2.1] said:\n    550 5.1.1 utente sconosciuto\n",
        "Sent from my desk, is much easier than my mobile phone.",
        "Nel registro di mario@ente.example (2024-03-12 10:00) hat geschrieben:\nnon va la rete\n",
    ] {
        assert_eq!(fold_reply(text, "guasto"), None, "{text:?}");
    }
}

#[test]
fn a_link_that_the_program_broke_is_part_of_what_it_quotes() {
    only_own_words(&[
        "Fatto, grazie.\n\nOn 12/03/2024 10:00, CSTPU wrote:\n> Vedi (https://cstpu.example/x?a=\n3dd518)\n> Saluti\n",
    ]);
}

#[test]
fn every_word_of_the_tables_is_written_as_it_is_compared() {
    use crate::platform::text::fold;
    let headers = headers::HEADERS.iter().flat_map(|(_, names)| names.iter());
    let other = [
        words::QUOTING,
        words::ORIGINAL,
        words::FORWARDED,
        words::FORWARD_BEGINS,
        words::ABOVE,
        words::ABOVE_WHOLE,
        added::SENT_FROM,
        added::DEVICES,
        added::ADDED,
        added::ADDED_WHOLE,
        added::LIST_FOOTERS,
    ];
    for word in headers.chain(other.into_iter().flatten()) {
        assert_eq!(&fold(word), word);
    }
}

#[test]
fn what_is_folded_is_still_there() {
    let text = "Fatto.\n\nOn 12/03/2024 10:00, CSTPU wrote:\n> Perché?\n\n-- \nMario";
    let reply = fold_reply(text, "Re: x").unwrap();
    let folded: Vec<&str> = reply
        .folded
        .iter()
        .map(|range| text.get(range.clone()).unwrap())
        .collect();
    assert_eq!(reply.shown, "Fatto.");
    assert_eq!(
        folded.concat(),
        "On 12/03/2024 10:00, CSTPU wrote:\n> Perché?\n-- \nMario"
    );
}

#[test]
fn hostile_text_is_read_in_one_pass() {
    let pieces = [
        "-- \nx\n",
        "---\nx\n",
        "a (\n",
        "> a (\nb\n",
        "Il giorno 12 marzo 2024 alle ore 10.00 <\n",
        "On Il Le Am\n",
        "Sent from my x\n",
        "On ",
        "On Mon, 12 Mar 2024 10:00 ",
        "On 1/1/2024 10:00, a\n",
        "Il giorno 1\n",
        "> ",
        ">\n",
        "-\n",
        "----\n",
        "----\na\n\n\n",
        "--- x\n",
        "Da: x\n",
        "Da: x\n\n",
        "A: x\nb@c\n",
        "\n",
        "x wrote:\n",
        "a@b <\n",
        "> a\nb\n",
        "```\n",
        "Inviato da \n",
        "—\n",
        "a On 1 On 2 On 3 On 4 ",
        "a On 1/1/2024 10:00, a\n",
    ];
    for piece in pieces {
        let text = piece.repeat(60_000 / piece.len());
        fold_reply(&text, "Re: x");
        fold_reply(&format!("a\n{text}"), "Re: x");
    }
    let wrapped = "On Mon, Mar 12, 2024 ".repeat(100);
    fold_reply(&format!("Ciao\n{wrapped}\nwrote:\n> x"), "Re: x");
}

#[test]
fn a_date_is_no_telephone_under_a_rule() {
    let text = "Prima parte.\n\n__________\n\nSeconda parte: dal 28/07/2026 non stampa più.\nSaluti\n";
    assert_eq!(shown(text), text);
    let dated = "Prima parte.\n\n__________\n\nIl 28 luglio 2026 alle 9:05 ho riprovato.\n";
    assert_eq!(shown(dated), dated);
    only_own_words(&["Fatto, grazie.\n\n__________\nMario Rossi\nTel. +39 (0721) 123.456\n"]);
}

#[test]
fn what_stands_under_a_rule_is_not_judged_by_whom_the_mail_quotes() {
    let own = "Prima parte.\n\n__________\n\nSeconda parte.\n\nCordiali saluti\nMario";
    let quoted = format!("{own}\n\nOn July 28, 2026, Help Desk 123456 wrote:\n> Dear user\n");
    assert_eq!(shown(&quoted), own);
}

#[test]
fn the_end_of_a_broken_quoted_line_is_quoted_where_its_sentence_goes_on() {
    only_own_words(&[
        "Fatto, grazie.\n\nOp 12 maart 2024 10:00 schreef Hulp <\na@cstpu.example>:\n\n> Gentile utente, abbiamo ricevuto la segnalazione della stampante,\ne domani passa un tecnico al secondo piano\n> Saluti\n",
    ]);
    let answered = "> Da quando non va più la stampante del secondo piano, gentile utente?\nDa ieri mattina, dopo l'aggiornamento del computer.\n> E dove si trova?\nNella stanza 12.\n";
    assert_eq!(shown(answered), answered);
}

#[test]
fn the_line_above_which_one_answers_is_known_in_more_words() {
    only_own_words(&[
        "Fatto, grazie.\n\n## Bitte gib deine Antwort oberhalb dieser Zeile ein. ##\n\nVorher\n",
        "Fatto, grazie.\n\n--- Scrivi la tua risposta sopra questa riga ---\n\nPrima\n",
    ]);
    let asked = "Nel modulo manca un campo sopra questa riga.\nSi può aggiungere?\n";
    assert_eq!(shown(asked), asked);
}

#[test]
fn more_programs_sign_by_themselves() {
    only_own_words(&[
        "Fatto, grazie.\n\nVon meinem Mobilgerät gesendet\n",
        "Fatto, grazie.\n\nSent using Zoho Mail\n",
        "Fatto, grazie.\n\nSent from Nine\n",
        "Fatto, grazie.\n\nfrån min iPhone\n",
    ]);
    let desk = "Sent by the front desk this morning.\n";
    assert_eq!(shown(desk), desk);
}
