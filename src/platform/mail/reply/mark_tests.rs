// SPDX-License-Identifier: AGPL-3.0-or-later
//! What stands above a quoted mail, by program and by language: who wrote, or its header.

use super::tests::{only_own_words, shown};
use super::*;

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
