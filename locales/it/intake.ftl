# SPDX-License-Identifier: AGPL-3.0-or-later
# Ciò che la posta in arrivo scrive nelle conversazioni.

intake-no-text = [Il messaggio non contiene testo.]
calendar-invitation = Invito
calendar-cancelled = Annullato
calendar-answer = Risposta all'invito
calendar-when = Quando
calendar-where = Dove
calendar-organiser = Organizza
calendar-people = Partecipano
intake-incomplete = [Il messaggio supera i limiti: una parte del testo o degli allegati non è riportata qui. L'originale è conservato.]
intake-undelivered = Una nostra mail su questa richiesta non è stata consegnata. Il server di posta riferisce:
intake-complaint = Il destinatario di una nostra mail l’ha segnalata come indesiderata. Prima di scrivergli ancora, conviene sentirlo. Il gestore riferisce:
intake-pec-undelivered = Una nostra PEC a { $to } non è stata consegnata. Il gestore riferisce:

# Messaggi in uscita: che cosa sono, a che punto sono, che fine hanno fatto.
mail-kind-receipt = Conferma di ricezione
mail-kind-reply = Risposta
mail-kind-resolution = Soluzione
mail-kind-rejection = Respingimento
mail-kind-merged = Avviso di unione
mail-kind-assigned = Avviso di assegnazione
mail-kind-requester-said = Avviso di nuova risposta
mail-kind-reopened = Avviso di riapertura
mail-kind-undelivered = Avviso di mancata consegna
mail-kind-contact-requested = Avviso di richiesta di contatto
mail-kind-survey-invitation = Invito al questionario
mail-kind-sign-in-link = Link per accedere
mail-kind-mail-fates = Che fine ha fatto la posta
mail-kind-other = Messaggio
mail-state-queued = In coda
mail-state-sending = In partenza
mail-state-sent = Inviata
mail-state-dead = Non inviata
mail-delivery-accepted = Accettata
mail-delivery-delivered = Consegnata
mail-delivery-failed = Non consegnata
mail-delivery-doubtful = In dubbio
mail-delivery-delayed = In ritardo
mail-delivery-unknown = Esito non riconosciuto
ticket-mails =
    { $count ->
        [one] Posta in uscita ({ $count } messaggio)
       *[other] Posta in uscita ({ $count } messaggi)
    }
ticket-mail-undelivered = { $kind } a { $to }: non consegnata.
ticket-mail-look = Vedi il messaggio
error-mail-not-held = Questo messaggio non è (più) in attesa: qualcuno lo ha già lasciato passare o respinto. Ricarica la pagina.
error-mail-no-retry = Questo messaggio è già stato trattato e non si può leggere di nuovo.
error-mail-no-reason = Indica il motivo per cui il messaggio è respinto.
error-mail-no-sender = Questo messaggio non ha un mittente utilizzabile: se serve, apri un ticket a mano per chi lo ha scritto.
