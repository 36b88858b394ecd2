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
notice-resolution-answer = Il problema c’è ancora? Rispondi a questo messaggio. { $days ->
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

# Dov’è finita la mia mail?
notice-fates-subject = Che fine ha fatto la tua posta del { $day }
notice-fates = Ecco che fine hanno fatto i messaggi arrivati da questo indirizzo il { $day }.
notice-fates-unnamed = Messaggio senza oggetto leggibile
notice-fates-request = Richiesta n. { $number }:
notice-fates-none = Il { $day } non è arrivato nessun messaggio da questo indirizzo.
notice-fates-none-why = Controlla di averlo inviato all’indirizzo dell’assistenza, da questo stesso indirizzo e in quel giorno. Se il tuo programma di posta lo dà per inviato, mandalo di nuovo.
notice-fates-ignore = Non lo hai chiesto tu? Ignora questo messaggio: qualcuno ha scritto il tuo indirizzo per sbaglio.
notice-fate-waiting = È arrivato e aspetta di essere letto. Di solito bastano pochi minuti: non serve mandarlo di nuovo.
notice-fate-opened = Ha aperto una richiesta.
notice-fate-replied = È stato aggiunto a una richiesta già aperta.
notice-fate-held = È arrivato, ma non riconosciamo chi lo ha scritto: un tecnico deve lasciarlo passare. Se lavori per un ente, scrivi dall’indirizzo di lavoro.
notice-fate-duplicate = È la copia di un messaggio già arrivato: non serve altro.
notice-fate-bounce = Era un avviso di mancata consegna: non apre richieste.
notice-fate-receipt = Era una ricevuta: non apre richieste.
notice-fate-automatic = Era un messaggio automatico, e non ne è seguito nulla. Se lo hai scritto tu, mandalo di nuovo.
notice-fate-released = È stato lasciato passare da un tecnico.
notice-fate-rejected = Non è stato accolto. Se serve ancora, scrivi dall’indirizzo di lavoro oppure telefona.
notice-fate-quarantined = È arrivato ed è conservato, ma non si riesce a leggerlo: lo guarderà un tecnico. Se è urgente mandalo di nuovo, con allegati più piccoli.

notice-key = Rif. { $key }

# a chi non è conosciuto
notice-held-subject = { $organisation }: il tuo messaggio aspetta una conferma
notice-held = abbiamo ricevuto un messaggio da questo indirizzo, che non conosciamo. { $organisation } assiste gli enti convenzionati: se il messaggio è tuo, confermalo e arriva a un tecnico.
notice-held-action = Conferma il messaggio
notice-held-until = { $days ->
    [one] Senza conferma il messaggio viene scartato dopo un giorno.
   *[other] Senza conferma il messaggio viene scartato dopo { $days } giorni.
}
notice-held-ignore = Non hai scritto tu? Ignora questo avviso: qualcuno ha usato il tuo indirizzo e non succede nulla.
