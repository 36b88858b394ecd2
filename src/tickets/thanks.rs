// SPDX-License-Identifier: AGPL-3.0-or-later
//! Whether an answer is only thanks: then what was solved stays solved. No database.

use crate::platform::text::fold;

/// More words than this are never only thanks.
const MOST_WORDS: usize = 20;

/// One of these must be there.
const THANKS: &str = "\
    grazie ok okay perfect perfetto ricevuto ringraziamenti ringraziamento ringraziamo ringraziandola \
    ringraziandoti ringraziandovi ringrazio thank thanks thx";

/// These may be around it. A word that could say that something is wrong ("non", "ma", "ancora", "not", "but") is not
/// among them, on purpose.
const COURTESY: &str = "\
    a adesso afternoon again aiuto al all alla anche and assistenza auguri bene benissimo best buon buona \
    buonasera buongiorno cari cheers ciao collaborazione con cordiali cordialita cordialmente cortese cortesia \
    da davvero day dear del dell della di disponibilita distinti dott dottoressa dr e evening everything fatto \
    felice fine for funziona gentile gentilezza gentilissima gentilissimi gentilissimo giornata giorno good \
    great have hello help hi i infinite intervento io is it its kind kindly la lavoro le lei lot lots many mille \
    molte molto morning much nice noi now of oggi ora ottimo per pomeriggio presto preziosa prezioso pronta \
    pronto proprio quick rapida rapidita rapido regards reply risolto risposta s saluti saluto salve sera serata \
    settimana si siete sig signora sincerely so solito solved spett stata stati stato subito support supporto \
    tante tantissime team tempestiva tempestivita tempestivo the ti to tutti tutto un una va veloci velocissimi \
    velocita very vi voi vostra vostro well wishes working works you your";

/// Whether the text is a few words of courtesy, the name of who wrote it left aside.
pub(super) fn is_only_thanks(body: &str, author_name: &str) -> bool {
    if body.contains('?') {
        return false;
    }
    let (folded, name) = (fold(without_signature(body)), fold(author_name));
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let own: Vec<&str> = name.split(' ').collect();
    let is_among = |list: &str, word: &str| list.split(' ').any(|listed| listed == word);
    let is_courtesy = |word: &&str| is_among(THANKS, word) || is_among(COURTESY, word) || own.contains(word);
    words.len() <= MOST_WORDS && words.iter().all(is_courtesy) && words.iter().any(|word| is_among(THANKS, word))
}

/// The text before the line that begins a signature (RFC 3676, 4.3).
fn without_signature(body: &str) -> &str {
    let mut end = 0;
    for line in body.split_inclusive('\n') {
        if line.trim_end_matches(['\r', '\n']).trim_end() == "--" {
            break;
        }
        end += line.len();
    }
    body.get(..end).unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courtesy_is_only_thanks() {
        for body in [
            "Grazie mille!",
            "Buongiorno,\nperfetto, ora funziona tutto.\nGrazie e buona giornata\nAnna Neri",
            "Vi ringrazio per la rapidità.\nCordiali saluti",
            "Vi ringrazio molto.\n-- \nAnna Neri\nUfficio Tributi, tel. 0721 000000",
            "Thank you very much, it works now.\nBest regards, Anna",
            "ok",
        ] {
            assert!(is_only_thanks(body, "Anna Neri"), "{body}");
        }
    }

    #[test]
    fn whoever_says_more_is_heard() {
        for body in [
            "Grazie, ma non funziona ancora",
            "Grazie. Potete guardare anche la stampante del secondo piano?",
            "ok?",
            "Thanks, but it is still broken",
            "Buongiorno",
            "",
            "Funziona tutto",
        ] {
            assert!(!is_only_thanks(body, "Anna Neri"), "{body}");
        }
    }
}
