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
calendar-counter = Altra proposta
calendar-repeats = Si ripete
calendar-every-day = { $count ->
    [one] ogni giorno
   *[other] ogni { $count } giorni
}
calendar-every-week = { $count ->
    [one] ogni settimana
   *[other] ogni { $count } settimane
}
calendar-every-month = { $count ->
    [one] ogni mese
   *[other] ogni { $count } mesi
}
calendar-every-year = { $count ->
    [one] ogni anno
   *[other] ogni { $count } anni
}
calendar-until = fino al { $day }
calendar-accepted = accetta
calendar-declined = rifiuta
calendar-tentative = forse
mail-lies-elsewhere = File non allegato, si trova altrove
intake-incomplete = [Il messaggio supera i limiti: una parte del testo o degli allegati non è riportata qui. L'originale è conservato.]
intake-undelivered = Una nostra mail su questa richiesta non è stata consegnata. Il server di posta riferisce:
intake-complaint = Il destinatario di una nostra mail l’ha segnalata come indesiderata. Prima di scrivergli ancora, conviene sentirlo. Il gestore riferisce:
intake-complaint-times = Segnalazioni finora: { $count }.
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

# La pagina della posta: elenchi.
nav-mail = Posta
nav-mail-badge =
    { $count ->
        [one] ({ $count } messaggio da vedere)
       *[other] ({ $count } messaggi da vedere)
    }
mail-title = Posta
mail-out-title = Posta in uscita
mail-tabs = Quale posta
mail-tab-in = In entrata
mail-tab-out = In uscita
mail-health-waiting = Ancora da leggere
mail-health-held = In attesa di un tecnico
mail-health-quarantined = In quarantena
mail-health-queued = In coda per l’invio
mail-health-dead = Non inviati
mail-health-oldest = da
mail-filter = Filtra la posta
mail-text = Indirizzo, oggetto o Message-ID
mail-text-help = Senza «Dal giorno» la ricerca guarda gli ultimi { $days } giorni. Non trova i messaggi dei ticket riservati che non si possono vedere.
mail-since = Dal giorno
mail-until = Al giorno
mail-any = Tutti
mail-in-caption = Messaggi in entrata, a partire dal più recente
mail-out-caption = Messaggi in uscita, a partire dal più recente
mail-at = Ricevuto il
mail-queued-at = In coda dal
mail-from = Da
mail-to = A
mail-subject = Oggetto
mail-what = Che cos’è
mail-complaints = { $count ->
    [one] Segnalata come indesiderata una volta
   *[other] Segnalata come indesiderata { $count } volte
}
mail-fate = Esito
mail-state = Stato
mail-reason = Motivo
mail-said = Parole del server
mail-ticket = Ticket
mail-from-unknown = Non noto
mail-from-none = Nessun mittente utilizzabile
mail-no-subject = (senza oggetto)
mail-hidden = Riguarda un ticket riservato
mail-hidden-short = Non visibile
mail-in-empty = Non è ancora arrivato nessun messaggio.
mail-out-empty = Non è ancora partito nessun messaggio.
mail-empty-filtered = Nessun messaggio corrisponde a quello che si cerca.
mail-fate-waiting = Da leggere
mail-fate-failing = Da leggere: riproveremo
mail-fate-opened = Ha aperto un ticket
mail-fate-replied = Unito a un ticket
mail-fate-held = In attesa di un tecnico
mail-fate-duplicate = Già arrivato
mail-fate-bounce = Avviso sulla consegna
mail-fate-receipt = Ricevuta
mail-fate-automatic = Automatico: non segue nulla
mail-fate-released = Lasciato passare
mail-fate-rejected = Respinto
mail-fate-quarantined = In quarantena: non si legge
mail-nature-person = Scritto da una persona
mail-nature-automatic = Scritto da un programma
mail-nature-bounce = Mancata consegna
mail-nature-delay = Consegna in ritardo
mail-nature-receipt = Ricevuta di lettura
mail-nature-feedback-report = Segnalazione di abuso
mail-nature-list = Lista di distribuzione
mail-nature-own = Nostro
mail-nature-other = Altro

# Un messaggio in entrata.
mail-last-error = Non è stato possibile leggerlo. L’errore dell’ultimo tentativo:
mail-steps = Come si è arrivati a questo esito
mail-steps-none = Non ci sono passaggi da mostrare: il messaggio non è stato ancora letto, o non si è potuto leggere.
mail-body = Inizio del testo
mail-body-cut = Il testo continua: è intero nell’originale e, se c’è, nel ticket.
mail-body-none = Non c’è testo da mostrare.
mail-raw = Scarica l’originale
mail-raw-help = L’originale può contenere allegati pericolosi: va aperto solo con un programma sicuro.
mail-side = Dati e azioni
mail-actions = Azioni
mail-facts = Dati del messaggio
mail-retry = Leggi di nuovo
mail-retry-text = Il messaggio sarà letto di nuovo entro qualche secondo.
mail-release = Lascia passare
mail-release-text = Se passa, diventa un ticket o una risposta, come se il mittente fosse noto; da adesso lo sarà.
mail-reject = Respingi
mail-reject-text = Se è respinto, il messaggio resta conservato, ma non ne segue nulla e nessuno riceve un avviso.
mail-reject-reason = Motivo
mail-settled-at = Trattato il
mail-held-until = Trattenuto fino al
mail-next-attempt = Prossimo tentativo
mail-attempts = Tentativi
mail-answered = Risposta automatica
mail-yes = Sì
mail-no = No
mail-none = Nessuno
mail-message-id = Message-ID
mail-in-reply-to = In risposta a
mail-mailbox = Casella
mail-source-key = Nome nella casella
flash-mail-retried = Il messaggio sarà letto di nuovo entro qualche secondo.
flash-mail-released = Il messaggio è passato: è nel ticket #{ $number }.
flash-mail-released-elsewhere = Il messaggio è passato.
flash-mail-rejected = Il messaggio è stato respinto.

# Un messaggio in uscita.
mail-way = Il percorso
mail-way-queued = messo in coda
mail-way-attempts =
    { $count ->
        [one] { $count } tentativo di invio
       *[other] { $count } tentativi di invio
    }
mail-way-next = prossimo tentativo
mail-way-sent = preso in carico dal server di posta
mail-said-last = L’ultima risposta del server di posta:
mail-dead-text = Il messaggio non è partito e non si riproverà più. Il server di posta ha detto:
mail-body-sent = Il testo
mail-body-secret = Il testo contiene un link personale e non si mostra a nessuno.
mail-again = Invia di nuovo
mail-again-text = Torna in coda con lo stesso Message-ID: chi lo ha già ricevuto può riconoscerlo.
mail-via = Casella di invio
flash-mail-queued-again = Il messaggio è di nuovo in coda.
error-mail-not-dead = Questo messaggio non è (più) tra quelli non inviati: forse qualcuno lo ha già rimesso in coda.
error-mail-secret-gone = Il messaggio conteneva un link personale, che non si conserva: non si può inviare di nuovo. Chi lo aspettava può chiederne un altro.
# la conferma di chi non è conosciuto
release-title = Confermare il messaggio?
release-title-several = Confermare i messaggi?
release-text = { $count ->
    [one] Questo messaggio è arrivato all’assistenza dal tuo indirizzo ({ $organisation }). Se lo hai scritto tu, confermalo: arriva a un tecnico e ricevi il numero della richiesta.
   *[other] Questi { $count } messaggi sono arrivati all’assistenza dal tuo indirizzo ({ $organisation }). Se li hai scritti tu, confermali tutti insieme: arrivano a un tecnico e ricevi il numero di ogni richiesta. Se anche uno solo non è tuo, non confermare e scrivi di nuovo.
}
release-received = Ricevuto il { $at }
release-no-subject = (senza oggetto)
release-button = { $count ->
    [one] Conferma il messaggio
   *[other] Conferma { $count } messaggi
}
release-not-yours = { $count ->
    [one] Non lo hai scritto tu? Chiudi questa pagina: non succede nulla.
   *[other] Non li hai scritti tu? Chiudi questa pagina: non succede nulla.
}
release-done-title = Messaggio confermato
release-done-title-several = Messaggi confermati
release-done = { $count ->
    [one] Grazie. Il messaggio è passato ai tecnici; fra poco ricevi per posta il numero della richiesta.
   *[other] Grazie. { $count } messaggi sono passati ai tecnici; fra poco ricevi per posta il numero di ogni richiesta.
}
release-old-title = Questo collegamento non è più valido
release-old-text = Il messaggio è già stato confermato, oppure è passato troppo tempo. Se ti serve ancora aiuto, scrivi di nuovo.


# I motivi del registro, nella lingua della pagina.
mail-why-not-answered = senza risposta automatica:
mail-why-loop = giro a vuoto:
mail-why-unreadable = non si è potuto leggere:
mail-why-kind-person = Scritto da una persona
mail-why-kind-automatic = Scritto da un programma
mail-why-kind-list = Da una lista di distribuzione
mail-why-kind-bounce = Mancata consegna
mail-why-kind-own = Nostro
mail-why-opened = Ha aperto un ticket:
mail-why-replied = Unito a un ticket:
mail-why-held = In attesa di un tecnico:
mail-why-duplicate = Già arrivato:
mail-why-bounce = Avviso sulla consegna:
mail-why-automatic = Automatico, non segue nulla:
mail-why-quarantined = In quarantena:
mail-why-rejected = Respinto:
mail-why-no-ticket = non riguarda nessun ticket
mail-why-several-senders = riguarda un ticket, ma ha più di un mittente
mail-why-ticket-deactivated = riguarda un ticket, ma il mittente è stato disattivato
mail-why-no-part = riguarda un ticket di cui il mittente non fa parte
mail-why-answers-ours = risponde a un nostro messaggio
mail-why-answers-earlier = risponde a un messaggio precedente del ticket
mail-why-number = ha il numero del ticket nell’oggetto
mail-why-follows-up = risponde a un nostro messaggio di un ticket concluso: lo segue un ticket nuovo
mail-why-note = viene dal personale, quindi è una nota
mail-why-same = lo stesso messaggio era già arrivato
mail-why-no-sender = non ha un mittente utilizzabile: lo deve guardare un tecnico
mail-why-no-usable-sender = nessun mittente utilizzabile
mail-why-deactivated = il mittente è stato disattivato
mail-why-no-body = il mittente non appartiene a nessun ente
mail-why-about-none = non riguarda nessun messaggio che conosciamo
mail-why-hidden-sender = il campo From nasconde l’indirizzo del mittente: altri ne leggono un altro, o nessuno
mail-why-rather-a-letter = non riguarda nessun messaggio che conosciamo, e forse l’ha scritto una persona: si legge come una lettera
mail-why-too-long = trattenuto troppo a lungo: né il mittente né un tecnico lo hanno lasciato passare
mail-why-own-address = inviato da un nostro indirizzo
mail-why-own-header = inviato da questo sportello
mail-why-report = rapporto di un server di posta
mail-why-automatic-subject = l’oggetto è di una risposta automatica
mail-why-automatic-header = le intestazioni sono di una risposta automatica
mail-why-auto-submitted = si dichiara automatico (Auto-Submitted)
mail-why-mailer-daemon = inviato da mailer-daemon
mail-why-list = lista di distribuzione (List-Id)
mail-why-nobody-reads = inviato da un indirizzo che nessuno legge
mail-why-complaint = segnalazione di un fornitore di posta
mail-why-read-receipt = ricevuta di lettura
mail-why-person = nessun segno di un messaggio automatico
mail-why-failed-recipients = porta l'elenco dei destinatari non raggiunti (X-Failed-Recipients)
mail-why-exchange-ndr = Exchange lo segna come avviso di mancata consegna (X-MS-Exchange-Message-Is-Ndr)
mail-why-other-report = ha la forma di un rapporto di un programma (multipart/report)
mail-why-suppress-all = rifiuta ogni risposta automatica (X-Auto-Response-Suppress: All)
mail-why-false-receipt = si dice ricevuta di PEC, ma non è arrivato per PEC
mail-why-pec-sender = inviato da posta-certificata, l'indirizzo dei gestori di PEC
mail-why-names-other = nomina un destinatario diverso da quello del nostro messaggio
mail-why-known-already = già noto
mail-why-fwd-unvouched = @fwd, ma nulla garantisce che l'abbia scritto il tecnico
mail-why-fwd-no-sender = @fwd, ma non si trova il mittente originale
mail-why-fwd-stranger = @fwd, ma il mittente originale non può fare richieste
mail-why-fwd = @fwd: la richiesta è del mittente originale
mail-why-kind-delay = Consegna in ritardo
mail-why-kind-receipt = Ricevuta
mail-why-kind-complaint = Segnalazione di abuso
mail-why-receipt = Ricevuta:
mail-why-released = Lasciato passare:
mail-why-certified = PEC:
mail-why-signature-valid = firma valida:
mail-why-signature-invalid = firma non valida:
mail-why-signature-not-checked = firma non verificata:
mail-why-not-asked = il mittente per ora non riceve la domanda di conferma:
mail-why-larger = più grande di
mail-why-unclear-writer = riguarda un ticket, ma non è certo chi lo ha scritto
mail-why-unclear-staff = riguarda un ticket, ma non è certo che lo abbia scritto il personale
mail-why-reply-address = è arrivato all’indirizzo di risposta di un nostro messaggio
mail-why-quotes-ours = riporta un nostro messaggio
mail-why-forwarded = un tecnico lo ha inoltrato per chi lo aveva scritto
mail-why-pec-answers = è una PEC: rispondono le ricevute del gestore
mail-why-set-aside = lo stesso messaggio era già in quarantena
mail-why-empty = il messaggio è vuoto
mail-why-slow = leggerlo richiede troppo tempo
mail-why-missing = manca l’originale conservato
mail-why-fatal = leggerlo ha fermato il programma
mail-why-auth-unknown = il nostro server di posta non dice se il mittente è autentico
mail-why-auth-passed = per il nostro server di posta il mittente è autentico
mail-why-auth-failed = per il nostro server di posta il mittente non è autentico
mail-why-let-through = qualcuno lo ha lasciato passare
mail-why-complaint-noted = una nota lo dice da meno di un giorno
mail-why-not-reply-to = le risposte non vanno dove le chiede Reply-To:
mail-why-reply-to = le risposte vanno dove le chiede Reply-To
mail-why-reply-to-certified = alla posta certificata si risponde da dove è arrivata
mail-why-reply-to-program = il messaggio non è stato scritto da una persona
mail-why-reply-to-unclear = non è chiaro chi ha scritto
mail-why-reply-to-several = indica più indirizzi
mail-why-reply-to-nobody = non è l’indirizzo di una persona
mail-why-reply-to-stranger = non è di nessuno dell’ente per cui si chiede
mail-why-known = il mittente è noto
mail-why-false-staff = il mittente è del personale, ma per il nostro server di posta il messaggio non viene da lì
mail-why-wrote-pec = il mittente ha scritto per PEC
mail-why-domain = il dominio del mittente appartiene a un ente
mail-why-named-several = indica più mittenti, e non è certo chi lo ha scritto
mail-why-false-sender = per il nostro server di posta il messaggio non viene dal mittente indicato
mail-why-asked = il mittente riceve una mail con la domanda di conferma
mail-why-asked-lately = l’ha già ricevuta nelle ultime 24 ore
mail-why-pec-receipt = ricevuta di PEC
mail-why-bounce-subject = inviato da un programma, con l’oggetto di una mancata consegna
mail-why-read-subject = inviato da un programma, con l’oggetto di una ricevuta di lettura
mail-why-bounce-words = ha le parole di un server che restituisce un messaggio
mail-why-empty-path = senza indirizzo di ritorno (Return-Path)
mail-why-list-unsubscribe = lista di distribuzione (List-Unsubscribe)
mail-why-precedence-list = lista di distribuzione (Precedence)
mail-why-precedence-bulk = invio a molti (Precedence)
mail-why-precedence-auto = risposta automatica (Precedence)
mail-why-mailer = inviato da un programma che risponde da solo (X-Mailer)
mail-why-hops = è passato da più di 100 server
mail-why-suppress = chiede di non ricevere risposte automatiche
mail-why-other-desk = inviato dal programma di un altro sportello
mail-why-x-loop = inoltrato da un programma che evita i giri a vuoto (X-Loop)
mail-why-envelope = busta di PEC
mail-why-program-answers = le risposte arriverebbero solo a un programma
mail-why-spam = un filtro lo considera indesiderato
mail-why-refusal = rifiutato da un filtro del destinatario
mail-why-list-program = lista di distribuzione
mail-why-summary = riepilogo di un gestore sulla posta a nome nostro (DMARC, TLS)
mail-why-system = inviato dall’indirizzo di un sistema, non di una persona
mail-why-orphan = senza riscontro:
mail-why-unsigned = nessuno lo ha firmato
mail-why-algorithm = l’algoritmo non è tra quelli noti
mail-why-key = la chiave è di un tipo non noto, o manca il certificato
mail-why-no-authorities = la firma corrisponde, ma nelle impostazioni non ci sono autorità che dicano di chi è
mail-why-no-signing-time = la firma corrisponde, ma niente dice quando è stata fatta
mail-why-other-certificate = il certificato è di un altro indirizzo
mail-why-signed-by-settings = firmato con un certificato delle impostazioni
mail-why-signed-by-provider = firmato da un gestore che le autorità certificano
mail-why-signed-by-nobody = firmato da qualcuno che nessuna autorità delle impostazioni certifica
mail-why-receipt-not-believed = non vale: la firma del gestore non è valida
mail-why-receipt-of-nobody = non dice nulla del destinatario
mail-why-counts-accepted = il messaggio risulta accettato
mail-why-counts-delivered = il messaggio risulta consegnato
mail-why-counts-doubtful = la consegna del messaggio è in dubbio
mail-why-counts-failed = il messaggio risulta non consegnato
mail-why-about-no-ticket = non riguarda messaggi di un ticket
mail-why-no-signature = la firma manca
mail-why-bad-signature = la firma non si può leggere
mail-why-changed = il messaggio è stato cambiato dopo la firma
mail-why-other-signature = la firma non corrisponde
mail-why-in-which-no-part = di cui il mittente non fa parte
mail-why-action-failed = non consegnato:
mail-why-action-delayed = in ritardo:
mail-why-action-delivered = consegnato:
mail-why-no-code = senza codice
