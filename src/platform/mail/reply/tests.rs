// SPDX-License-Identifier: AGPL-3.0-or-later
//! Answers as mail programs write them, by program and by language.

use super::*;

/// What is shown of an answer; the whole text when nothing is folded.
fn shown(text: &str) -> String {
    fold_reply(text, "Re: guasto").map_or_else(|| text.to_owned(), |reply| reply.shown)
}

/// Asserts that of each text only "Fatto, grazie." is shown.
fn only_own_words(texts: &[&str]) {
    for text in texts {
        assert_eq!(shown(text), "Fatto, grazie.", "of {text:?}");
    }
}

#[test]
fn gmail_names_whom_it_quotes_in_every_language() {
    only_own_words(&[
        "Fatto, grazie.\n\nIl giorno lun 12 mar 2024 alle ore 10:00 Assistenza CSTPU <a@cstpu.example> ha scritto:\n\n> Gentile utente,\n> come va?\n",
        "Fatto, grazie.\n\nIl giorno lun 12 mar 2024 alle ore 10:00 Assistenza CSTPU <\nassistenza@cstpu.example> ha scritto:\n\n> Gentile utente\n",
        "Fatto, grazie.\n\nOn Mon, Mar 12, 2024 at 10:00 AM Help Desk <a@cstpu.example> wrote:\n\n> Dear\n>\n> user\n",
        "Fatto, grazie.\n\nOn Mon, Mar 12, 2024 at 10:00 AM Help Desk with a very long name\n<a@cstpu.example>\nwrote:\n\n> Dear\n",
        "Fatto, grazie.\n\nAm Mo., 12. März 2024 um 10:00 Uhr schrieb Hilfe <a@cstpu.example>:\n\n> Hallo\n",
        "Fatto, grazie.\n\nLe lun. 12 mars 2024 à 10:00, Aide <a@cstpu.example> a écrit :\n\n> Bonjour\n",
        "Fatto, grazie.\n\nEl lun, 12 mar 2024 a las 10:00, Ayuda (<a@cstpu.example>) escribió:\n\n> Hola\n",
        "Fatto, grazie.\n\nEm seg., 12 de mar. de 2024 às 10:00, Ajuda <a@cstpu.example> escreveu:\n\n> Olá\n",
        "Fatto, grazie.\n\nOp ma 12 mrt 2024 om 10:00 schreef Hulp <a@cstpu.example>:\n\n> Hoi\n",
        "Fatto, grazie.\n\npon., 12 mar 2024 o 10:00 Pomoc <a@cstpu.example> napisał(a):\n\n> Cześć\n",
        "Fatto, grazie.\n\nmån 12 mars 2024 kl. 10:00 skrev Hjälp <a@cstpu.example>:\n\n> Hej\n",
        "Fatto, grazie.\n\nman. 12. mar. 2024 kl. 10:00 skrev Hjelp <a@cstpu.example>:\n\n> Hei\n",
        "Fatto, grazie.\n\nпн, 12 мар. 2024 г. в 10:00, Помощь <a@cstpu.example>:\n\n> Привет\n",
        "Fatto, grazie.\n\n2024-03-12 10:00 GMT+01:00 Help <a@cstpu.example>:\n\n> Hello\n",
        "Fatto, grazie.\n\n在 2024年3月12日 10:00，帮助 <a@cstpu.example> 写道：\n\n> 你好\n",
    ]);
}

#[test]
fn an_attribution_without_quote_marks_folds_everything_below_it() {
    only_own_words(&[
        "Fatto, grazie.\n\nIl giorno lun 12 mar 2024 alle ore 10:00 CSTPU <a@cstpu.example> ha scritto:\n\nGentile utente,\nha provato?\n\nSaluti\n",
        "Fatto, grazie.\n\nOn 12/03/2024, 10:00, CSTPU wrote:\nDear user,\nplease try.\n",
    ]);
}

#[test]
fn outlook_puts_a_header_above_what_it_quotes() {
    only_own_words(&[
        "Fatto, grazie.\n\nDa: CSTPU <a@cstpu.example>\nInviato: lunedì 12 marzo 2024 10:00\nA: Mario Rossi <m@ente.example>\nOggetto: [CSTPU #7] guasto\n\nGentile utente\n",
        "Fatto, grazie.\n\n________________________________\nDa: CSTPU <a@cstpu.example>\nInviato: lunedì 12 marzo 2024 10:00\nA: Mario <m@ente.example>\nOggetto: guasto\n\nGentile\n",
        "Fatto, grazie.\n\n________________________________________\n\nFrom: CSTPU <a@cstpu.example>\nSent: Monday, March 12, 2024 10:00 AM\nTo: Mario; Luigi;\n  Anna\nCc: Altri\nSubject: RE: guasto\n\nDear\n",
        "Fatto, grazie.\n\nVon: CSTPU <a@cstpu.example>\nGesendet: Montag, 12. März 2024 10:00\nAn: Mario\nBetreff: AW: guasto\n\nHallo\n",
        "Fatto, grazie.\n\nDe : CSTPU <a@cstpu.example>\nEnvoyé : lundi 12 mars 2024 10:00\nÀ : Mario\nObjet : RE: guasto\n\nBonjour\n",
        "Fatto, grazie.\n\nDe: CSTPU\nEnviado el: lunes, 12 de marzo de 2024 10:00\nPara: Mario\nAsunto: RE: guasto\n\nHola\n",
        "Fatto, grazie.\n\nVan: CSTPU\nVerzonden: maandag 12 maart 2024 10:00\nAan: Mario\nOnderwerp: guasto\n\nHoi\n",
        "Fatto, grazie.\n\nFrån: CSTPU\nSkickat: den 12 mars 2024 10:00\nTill: Mario\nÄmne: guasto\n\nHej\n",
        "Fatto, grazie.\n\n*From:* CSTPU <a@cstpu.example>\n*Sent:* Monday\n*To:* Mario\n*Subject:* guasto\n\nDear\n",
        "Fatto, grazie.\n\n-----Messaggio originale-----\nDa: CSTPU [mailto:a@cstpu.example]\nInviato: lunedì 12 marzo 2024 10:00\nA: Mario\nOggetto: guasto\n\nGentile\n",
        "Fatto, grazie.\n\n-----Original Message-----\nFrom: CSTPU\nSent: Monday\nTo: Mario\nSubject: x\n\nDear\n",
        "Fatto, grazie.\n\n-----Ursprüngliche Nachricht-----\nVon: CSTPU\nGesendet: Montag\nAn: Mario\nBetreff: x\n\nHallo\n",
        "Fatto, grazie.\n\n-------- Message d'origine --------\nDe : CSTPU\nDate : 12/03/2024 10:00 (GMT+01:00)\nÀ : Mario\nObjet : x\n\nBonjour\n",
        "Fatto, grazie.\n\n-------- Messaggio originale --------\nDa: CSTPU <a@cstpu.example>\nData: 12/03/24 10:00 (GMT+01:00)\nA: Mario\nOggetto: x\n\nGentile\n",
    ]);
}

#[test]
fn a_header_whose_lines_stand_apart_is_one() {
    only_own_words(&[
        "Fatto, grazie.\n\nDa: CSTPU\n\nInviato: lunedì\n\nA: Mario\n\nOggetto: guasto\n\nGentile utente\n",
    ]);
}

#[test]
fn apple_thunderbird_yahoo_zimbra_horde_lotus_and_proton_are_known() {
    only_own_words(&[
        // Apple Mail
        "Fatto, grazie.\n\n> Il giorno 12 mar 2024, alle ore 10:00, CSTPU <a@cstpu.example> ha scritto:\n> \n> Gentile\n",
        "Fatto, grazie.\n\nInviato da iPhone\n\n> Il giorno 12 mar 2024, alle ore 10:00, CSTPU <a@cstpu.example> ha scritto:\n> \n> \u{feff}Gentile\n",
        "Fatto, grazie.\n\nOn 12 Mar 2024, at 10:00, CSTPU <a@cstpu.example> wrote:\n\n> Dear\n",
        // Thunderbird
        "Fatto, grazie.\n\nIl 12/03/2024 10:00, CSTPU ha scritto:\n> Gentile\n> utente\n",
        "Fatto, grazie.\n\nAm 12.03.24 um 10:00 schrieb CSTPU:\n> Hallo\n",
        "Fatto, grazie.\n\nLe 12/03/2024 à 10:00, CSTPU a écrit :\n> Bonjour\n",
        "Fatto, grazie.\n\nOp 12-03-2024 om 10:00 schreef CSTPU:\n> Hoi\n",
        // Yahoo
        "Fatto, grazie.\n\n    Il lunedì 12 marzo 2024 alle ore 10:00:00 CET, CSTPU <a@cstpu.example> ha scritto:  \n \n Gentile utente\n",
        // Zimbra
        "Fatto, grazie.\n\n----- Messaggio originale -----\nDa: \"CSTPU\" <a@cstpu.example>\nA: \"Mario\" <m@ente.example>\nInviato: Lunedì, 12 marzo 2024 10:00:00\nOggetto: guasto\n\nGentile\n",
        "Fatto, grazie.\n\nDa: \"CSTPU\" <a@cstpu.example>\nA: \"Mario\" <m@ente.example>\nInviato: Lunedì, 12 marzo 2024 10:00:00\nOggetto: guasto\n\nGentile\n",
        // Horde
        "Fatto, grazie.\n\n\nQuoting CSTPU <a@cstpu.example>:\n\n> Dear\n",
        "Fatto, grazie.\n\nDef. Quota CSTPU <a@cstpu.example>:\n\n> Gentile\n",
        "Fatto, grazie.\n\nZitat von CSTPU <a@cstpu.example>:\n\n> Hallo\n",
        "Fatto, grazie.\n\n----- Messaggio da CSTPU <a@cstpu.example> ---------\n    Data: Mon, 12 Mar 2024\n    Da: CSTPU\n   Oggetto: x\n      A: Mario\n\nGentile\n",
        // Lotus Notes
        "Fatto, grazie.\n\n-----Mario Rossi/UFF/CSTPU ha scritto: -----\nPer: Mario\nDa: CSTPU\nData: 12/03/2024 10:00\nOggetto: guasto\n\nGentile\n",
        "Fatto, grazie.\n\n\n\nDa:\tCSTPU/Provincia\nPer:\tMario Rossi/Ente\nCc:\tAltri\nData:\t12/03/2024 10:00\nOggetto:\tguasto\n\n\nGentile\n",
        // Proton
        "Fatto, grazie.\n\nSent with Proton Mail secure email.\n\n------- Original Message -------\nOn Monday, March 12th, 2024 at 10:00, CSTPU <a@cstpu.example> wrote:\n\n> Dear\n",
    ]);
}

#[test]
fn an_attribution_in_bold_or_broken_in_its_address_is_one() {
    only_own_words(&[
        "Fatto, grazie.\n\n*On Mon, Mar 12, 2024 at 10:00 AM CSTPU <a@cstpu.example> wrote:*\n\n> Dear\n",
        "Fatto, grazie.\n\nOn Mon, Mar 12, 2024 at 10:00 AM CSTPU <a@cstpu.example\n> wrote:\n\n> Dear\n",
        "Fatto, grazie.\n\nIl giorno lunedì 12 marzo\n2024 alle ore 10:00\nAssistenza della Provincia\n<a@cstpu.example> ha scritto:\n\n> Gentile\n",
    ]);
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
fn whose_address_and_which_day_above_marked_quotes_is_enough_in_any_language() {
    only_own_words(&[
        "Fatto, grazie.\n\nVào 14:24 8 tháng 6, 2024, CSTPU <a@cstpu.example> đã viết:\n\n> Xin chào\n",
        "Fatto, grazie.\n\nCSTPU <a@cstpu.example> ezt írta (időpont: 2024. márc. 12., K 10:00):\n\n> Szia\n",
        "Fatto, grazie.\n\nOn 12-Mar-2024, at 10:00, CSTPU <a@cstpu.example> sent:\n\n> Dear\n",
        "Fatto, grazie.\n2024/3/12 CSTPU <a@cstpu.example>\n\n>  Dear\n",
        "Fatto, grazie.\n\n---- Mario Rossi wrote ----\n\n> Dear\n",
        "Fatto, grazie.\n\nEl 12/03/2024 a las 10:00, Ayuda\n(a@cstpu.example)\nva escriure:\n\n> Hola\n",
    ]);
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
fn what_other_desks_and_less_known_programs_put_above_is_known() {
    only_own_words(&[
        "Fatto, grazie.\n\n---\n*Previous Replies*\n\nPrima si era detto altro.\n",
        "Fatto, grazie.\n\n- Le 2024-03-12 10:00, CSTPU a écrit :\n> Bonjour\n",
        "Fatto, grazie.\n\n========================================\n\nMessage du : 12/03/2024 10:00\nDe : \"CSTPU\" <a@cstpu.example>\nA : mario@ente.example\nCopie à : \nSujet : guasto\n\nBonjour\n",
        "Fatto, grazie.\n\nCSTPU <a@cstpu.example> schrieb am 12.03.2024 um 10:00:\n\nGuten Tag\n",
        "Fatto, grazie.\n\nIl giorno mar, 12/03/2024 alle 10.00 +0100, CSTPU ha scritto:\n\nGentile utente\n",
        "Fatto, grazie.\n\nSent from my Tricorder\n",
        "Fatto, grazie.\n\n<<sent by galaxy>>\n",
    ]);
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
fn a_header_that_ends_in_a_bare_re_is_a_header() {
    only_own_words(&[
        "Fatto, grazie.\n\nFrom: Help Desk <a@cstpu.example>\nDate: Tuesday, March 12, 2024 at 3:10 PM\nTo: Mario <m@ente.example>\nSubject: Re:\n\nDear user,\nplease try.\n",
        "Fatto, grazie.\n\nDa: CSTPU <a@cstpu.example>\nData: 12/03/2024 10:00\nA: Mario <m@ente.example>\nOggetto: R:\n\nGentile utente\n",
    ]);
}

#[test]
fn a_header_without_subject_is_one_where_the_program_marks_the_date() {
    only_own_words(&[
        "Fatto, grazie.\n\nDa: CSTPU\nInviato: \u{200e}martedì\u{200e} \u{200e}12\u{200e} \u{200e}marzo\u{200e} \u{200e}2024 \u{200e}10\u{200e}:\u{200e}00\nA: Mario Rossi\n\nGentile utente\n",
    ]);
    let trip = "Serve un pulmino.\nDa: Pesaro\nData: 12 marzo ore 10:00\nA: Fano\n\nGrazie\n";
    assert_eq!(shown(trip), trip);
}

#[test]
fn a_header_whose_line_ends_are_lost_is_one() {
    only_own_words(&[
        "Fatto, grazie.\n\nDate: Tue, 12 Mar 2024 10:00:00 +0100 From: a@cstpu.example To: Rossi, Mario Subject: guasto\n\nGentile utente\n",
    ]);
    let list = "Mancano i campi Da: A: e Data: nel modulo di posta@ente.example\n";
    assert_eq!(shown(list), list);
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
fn an_attribution_without_its_colon_counts_above_marked_lines_only() {
    only_own_words(&[
        "Fatto, grazie.\n\nIn message <4F5A@cstpu.example>, Help Desk writes\n> Dear user\n",
        "Fatto, grazie.\n\n2024-03-12 10:00 GMT+01:00 Help Desk <\na@cstpu.example>:\n\n> Dear user\n",
        "Fatto, grazie.\n\n2024/03/12 10:00, Help Desk:\n\n> Dear user\n",
        "Fatto, grazie.\n\nвт, 12 мар. 2024 г. в 10:00, Help Desk <a@cstpu.example>:\n\nDear user\n",
        "Fatto, grazie.\n\n2024. 3. 12. 오후 10:00 Help Desk <a@cstpu.example> 작성:\n\nDear user\n",
        "Fatto, grazie.\n\n2024/03/12 10:00、Help Desk <a@cstpu.example> のメッセージ:\n\nDear user\n",
    ]);
    let log = "2024/03/12 10:00, errore di stampa:\n\ncoda piena\n";
    assert_eq!(shown(log), log);
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

#[test]
fn words_in_the_same_line_as_who_wrote_stay() {
    for (text, shown) in [
        (
            "Fatto, grazie. On Tue, Mar 12, 2024 at 10:00 AM CSTPU <a@cstpu.example> wrote:\n> Dear\n",
            "Fatto, grazie. ",
        ),
        (
            "Il problema resta. Il giorno mar 12 mar 2024 alle ore 10:00 CSTPU\n<a@cstpu.example> ha scritto:\n\nGentile utente\n",
            "Il problema resta. ",
        ),
        ("Fatto On 12/03/2024 10:00, CSTPU wrote:\r\n> Dear\r\n", "Fatto "),
    ] {
        let reply = fold_reply(text, "Re: guasto").unwrap();
        assert_eq!(reply.shown, shown.trim_end(), "{text:?}");
        assert_eq!(
            reply.folded,
            std::slice::from_ref(&(shown.len()..text.len())),
            "{text:?}"
        );
    }
    let whole = "On Tue, Mar 12, 2024 at 10:00 AM Le 3 Fonti <a@cstpu.example> wrote:\n> Dear\n";
    assert!(
        fold_reply(&format!("Fatto.\n{whole}"), "Re: x")
            .unwrap()
            .shown
            .starts_with("Fatto.")
    );
}

#[test]
fn in_html_words_in_the_same_line_as_who_wrote_stay_as_well() {
    let line = "Fatto, grazie. On Tue, Mar 12, 2024 at 10:00 AM CSTPU <a@cstpu.example> wrote:";
    let lines = [Line::new(line, Hint::None), Line::new("Dear", Hint::Quoted)];
    assert_eq!(folded_lines(&lines, "Re: guasto"), Some(vec![false, true]));
}
