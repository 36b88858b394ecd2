# SPDX-License-Identifier: AGPL-3.0-or-later
# Le comunicazioni per posta elettronica.

# parti comuni
notice-hello = Buongiorno,
notice-hello-name = Buongiorno { $name },
notice-reply-above = Rispondi sopra questa riga
notice-subject = Oggetto: { $subject }
notice-files = Allegati:
notice-files-stay = Gli allegati si scaricano dalla pagina sul sito.
notice-confidential-subject = Pratica riservata
notice-confidential = È una pratica riservata: il contenuto non viaggia per posta e si legge solo sul sito, dopo l’accesso.
notice-open-request = Apri la richiesta sul sito
notice-open-ticket = Apri il ticket
notice-answer = Per aggiungere qualcosa rispondi a questo messaggio senza cambiare l’oggetto.

# al richiedente
notice-receipt = Abbiamo ricevuto la tua richiesta. Il suo numero è { $number }.
notice-receipt-next = Un tecnico la prenderà in carico. Ti scriviamo appena c’è una novità.
notice-reply = { $author } ha risposto alla richiesta n. { $number }.
notice-reply-unnamed = C’è una risposta alla richiesta n. { $number }.
notice-resolution = La richiesta n. { $number } è stata risolta.
notice-resolution-reopen = Il problema c’è ancora? Rispondi a questo messaggio o riapri la richiesta con il collegamento qui sotto. { $days ->
    [one] Se non ci scrivi, la chiudiamo dopo un giorno lavorativo.
   *[other] Se non ci scrivi, la chiudiamo dopo { $days } giorni lavorativi.
}
notice-reopen = Riapri la richiesta
notice-rejection = Non possiamo occuparci della richiesta n. { $number }. Qui sotto, o sulla pagina della richiesta, trovi il motivo.
notice-merged = La richiesta n. { $number } riguarda lo stesso problema della n. { $into }: d’ora in poi le seguiamo insieme, con il numero { $into }.
notice-merged-next = Non devi fare nulla. Tutto quello che hai scritto resta, e il vecchio numero porta alla nuova pagina.
notice-sign-in-subject = Accesso a Sportello { $organisation }
notice-sign-in = { $minutes ->
    [one] Con questo collegamento entri in Sportello. Vale un minuto, una volta sola, e solo nel browser da cui lo hai chiesto.
   *[other] Con questo collegamento entri in Sportello. Vale { $minutes } minuti, una volta sola, e solo nel browser da cui lo hai chiesto.
}
notice-sign-in-action = Accedi a Sportello
notice-sign-in-ignore = Non lo hai chiesto tu? Ignora questo messaggio: senza il collegamento nessuno entra.
notice-survey = La richiesta n. { $number } è stata risolta. Com’è andata?
notice-survey-why = Il tuo parere serve a migliorare il servizio e richiede meno di un minuto. La risposta non resta collegata né a te né alla richiesta, a meno che tu non chieda di essere ricontattato.
notice-survey-action = Rispondi al questionario
notice-survey-days = { $days ->
    [one] Il collegamento vale un giorno e una sola risposta.
   *[other] Il collegamento vale { $days } giorni e una sola risposta.
}

# al personale
notice-assigned = Il ticket n. { $number } è stato assegnato al destinatario di questo messaggio.
notice-requester-said = { $author } ha scritto nel ticket n. { $number }.
notice-requester-said-unnamed = C’è un nuovo messaggio nel ticket n. { $number }.
notice-reopened = Il ticket n. { $number } è stato riaperto.
notice-undelivered = Un messaggio di posta sul ticket n. { $number } non è stato consegnato: va trovata un’altra strada per avvisare il destinatario.
notice-contact-requested = Chi ha risposto al questionario sul ticket n. { $number } chiede di essere ricontattato.
