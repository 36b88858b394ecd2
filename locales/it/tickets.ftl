# SPDX-License-Identifier: AGPL-3.0-or-later
# Le pagine delle richieste (per chi le scrive) e dei ticket (per chi risponde).

# Elenco delle richieste
requests-title = Le mie richieste
requests-tabs = Quali richieste
requests-tab-open = In corso
requests-tab-finished = Concluse
requests-tab-entity-open = Dell’ente, in corso
requests-tab-entity-finished = Dell’ente, concluse
requests-caption = Richieste, a partire dall’attività più recente
requests-empty = Non ci sono richieste in corso.
requests-empty-finished = Non ci sono ancora richieste concluse.
request-number = Numero
request-subject = Oggetto
request-state = Stato
request-requester = Richiedente
person-unreachable = La posta non arriva
person-unreachable-since = dal
request-service = Servizio
request-service-unknown = Da stabilire
request-entity = Ente
request-entity-unknown = Non indicato
request-created = Aperta il
request-updated = Ultima attività
request-follow-up-of = Fa seguito a
request-facts = Dati della richiesta

# Nuova richiesta
asking-title = Nuova richiesta
asking-lead = Racconta che cosa ti serve. Riceverai una conferma per posta e potrai seguire la richiesta da qui.
asking-entity = Ente
asking-entity-help = Appartieni a più enti: scegli quello per cui chiedi assistenza.
asking-choose-entity = Scegli l’ente
asking-service = Servizio
asking-service-help = Se non sai quale scegliere, lascia «Non so»: lo stabiliremo da quello che scrivi.
asking-no-service = Non so
asking-subject = Oggetto
asking-subject-help = Poche parole, per esempio: la VPN non si collega.
asking-text = Che cosa succede
asking-text-help = Scrivi che cosa volevi fare, che cosa è successo e da quando. Non scrivere mai password.
asking-send = Invia la richiesta
files-label = Allegati (facoltativi)
files-help = Si possono scegliere più file insieme, per esempio una schermata dell’errore.
files-choose-again = Il browser non conserva i file scelti: sceglili di nuovo prima di inviare.

# Una richiesta
request-state-new = Abbiamo ricevuto la richiesta.
request-next-new = Un tecnico la prenderà in carico e ti risponderà per posta e su questa pagina.
request-state-open = Un tecnico ci sta lavorando.
request-next-open = Ti scriverà appena ci sono novità. Se hai altro da dire, rispondi qui sotto.
request-state-waiting-requester = Aspettiamo una tua risposta.
request-next-waiting-requester = Leggi l’ultimo messaggio e rispondi qui sotto: poi il lavoro riprende.
request-state-waiting-third-party = Aspettiamo un fornitore o un altro ufficio.
request-next-waiting-third-party = Non devi fare nulla: ti scriveremo appena abbiamo una risposta.
request-state-on-hold = La richiesta è sospesa.
request-next-on-hold = Il lavoro riprenderà alla data prevista.
request-until = Ripresa prevista:
request-state-resolved = La richiesta è risolta.
request-next-resolved = Se il problema c’è ancora, riaprila o rispondi qui sotto. Altrimenti si chiuderà da sola.
request-state-closed = La richiesta è chiusa.
request-next-closed = Se il problema si ripresenta, rispondi qui sotto.
request-state-rejected = La richiesta è stata respinta.
request-next-rejected = Il motivo è nell’ultimo messaggio. Se qualcosa non torna, rispondi: si aprirà una nuova richiesta.
request-state-cancelled = Hai annullato la richiesta.
request-next-cancelled = Se ti serve ancora, scrivine una nuova.
request-state-merged = La richiesta continua in un’altra.
request-next-merged = Trovi tutto lì.
request-reopen = Riapri la richiesta
request-cancel-ask = Non ti serve più?
request-cancel-help = Se la annulli nessuno la prenderà in carico, e non potrai riaprirla. Se ti serve ancora, lasciala com’è.
request-cancel = Annulla la richiesta
conversation-title = Conversazione
message-own = tu
message-staff = Assistenza
message-files = Allegati
reply-title = Rispondi
reply-label = La tua risposta
reply-send = Invia la risposta
reply-when-over = Questa richiesta è conclusa. Se scrivi, la riapriamo.
reply-when-ended = Questa richiesta è conclusa e non si può riaprire. Se scrivi, ne apriamo una nuova collegata a questa.
history-title = Cronologia
ticket-confidential = Riservato

# Riapertura dal collegamento nella posta
reopening-title = Riaprire la richiesta?
reopening-text = Se il problema non è risolto, riapri la richiesta: il tecnico lo saprà subito. Se è tutto a posto, puoi chiudere questa pagina.
reopening-button = Riapri la richiesta #{ $number }
reopening-done-title = Richiesta riaperta
reopening-done = La richiesta #{ $number } è di nuovo in lavorazione. Per dire che cosa non va, rispondi al messaggio che hai ricevuto.
reopening-read = Leggi la richiesta (serve l’accesso)
reopening-old-title = Questo collegamento non è più valido
reopening-old-text = La richiesta è già stata riaperta, oppure è passato troppo tempo. Puoi rispondere al messaggio che hai ricevuto, o scrivere una nuova richiesta.
reopening-old-requests = Vai alle tue richieste

# Esiti
flash-request-opened = Richiesta #{ $number } inviata. Ti abbiamo mandato una conferma per posta.
flash-reply-sent = Risposta inviata alla richiesta #{ $number }.
flash-reply-went-on = La tua risposta continua nella richiesta #{ $number }.
flash-request-reopened = La richiesta #{ $number } è di nuovo in lavorazione.
flash-request-cancelled = La richiesta #{ $number } è annullata.

# Perché un ticket è andato dove è andato
routing-mailbox = Instradato a { $team } perché è arrivato alla casella «{ $mailbox }»
routing-subject = Instradato a { $team } perché l’oggetto contiene «{ $word }»
routing-body = Instradato a { $team } perché il testo contiene «{ $word }»
routing-chosen = Instradato a { $team } perché il richiedente ha scelto il servizio
routing-technician = Instradato a { $team } da un tecnico
routing-nothing = Da smistare: nessuna parola del catalogo indica il servizio
routing-nobody = Da smistare: nessun gruppo di lavoro

# Cronologia
history-opened = Richiesta aperta
history-routed = Instradamento
history-assigned = Assegnazione a { $to }
history-taken = Presa in carico
history-unassigned = Incaricato tolto
history-entity-set = Ente: { $to }
history-reclassified = Servizio: { $to }
history-reprioritized = Priorità da { $from } a { $to }
history-staff-replied = Risposta dell’assistenza
history-requester-replied = Risposta del richiedente
history-note = Nota interna
history-waiting-requester = In attesa del richiedente
history-waiting-third-party = In attesa di terzi
history-on-hold = Sospensione fino al { $until }
history-resumed = Ripresa della lavorazione
history-resolved = Risoluzione
history-reopened = Riapertura
history-closed = Chiusura
history-rejected = Respingimento
history-rejection-undone = Respingimento annullato
history-cancelled = Annullamento da parte del richiedente
history-merged = Unione al ticket #{ $number }
history-absorbed = Il ticket #{ $number } è stato unito a questo
history-unmerged = Unione con il ticket #{ $number } annullata
history-followed-up = Continua nella richiesta #{ $number }
history-watcher-added = Persona aggiunta in copia: { $to }
history-mail-in = Posta ricevuta
history-mail-failed = Un messaggio di posta non è stato consegnato
history-mail-delayed = La consegna di un messaggio di posta è in ritardo
history-mail-late = La consegna di un messaggio di posta è in dubbio
history-mail-queued-again = Un messaggio non consegnato è stato rimesso in coda
history-survey-invited = Invito al questionario programmato
history-survey-voided = Invito al questionario annullato
history-contact-requested = Chi ha risposto al questionario chiede di essere ricontattato
history-elsewhere = Altra attività

# Coda dei tecnici
queue-title = Coda dei ticket
queue-scopes = Quali ticket
queue-scope-unfinished = Da lavorare
queue-scope-mine = Assegnati a me
queue-scope-unassigned = Senza incaricato
queue-scope-triage = Da smistare
queue-scope-finished = Conclusi
queue-scope-all = Tutti
queue-filter = Filtra i ticket
queue-text = Parole o numero
queue-any = Tutti
queue-caption = Ticket; le intestazioni con un collegamento cambiano l’ordine
queue-empty = Qui non c’è nulla da fare.
queue-empty-filtered = Nessun ticket corrisponde ai filtri.
queue-see-all = Tutti i ticket
ticket-priority = Priorità
ticket-team = Gruppo di lavoro
ticket-assignee = Incaricato
ticket-nobody = Nessuno
ticket-age = Età
ticket-channel = Canale
ticket-watchers = In copia
ticket-entity-unknown = Ente sconosciuto
ticket-triage = Da smistare
ticket-on-hold-until = Sospeso fino al
ticket-reopened = { $count ->
    [one] Riaperto una volta
   *[other] Riaperto { $count } volte
}
ticket-merged-notice = Questo ticket è stato unito a un altro, dove continua la conversazione:

# Un ticket
message-own-staff = tu
message-note = Nota interna
desk-side = Dati e azioni
desk-facts = Dati del ticket
desk-actions = Azioni
desk-reply-title = Rispondi al richiedente
desk-reply-label = Testo della risposta
desk-reply-help = Arriva al richiedente e alle persone in copia.
desk-kept-title = Testo non inviato
desk-kept = Il ticket è cambiato e questo modulo non c’è più. Il testo è qui, da copiare dove serve.
desk-note-title = Aggiungi una nota interna
desk-note-label = Testo della nota
desk-note-help = La legge solo il personale del centro.
desk-note-save = Salva la nota
desk-resume = Riprendi la lavorazione
desk-reopen = Riapri il ticket
desk-restore = Annulla il respingimento
desk-separate = Annulla l’unione
desk-resolve = Risolvi
desk-resolve-label = Come è stato risolto
desk-resolve-help = Testo pubblico: arriva al richiedente, che può riaprire.
desk-resolve-button = Segna come risolto
desk-ask = Chiedi al richiedente
desk-ask-label = Domanda
desk-ask-help = Arriva al richiedente; il ticket aspetta la risposta.
desk-ask-button = Invia la domanda e attendi
desk-third = Attendi un fornitore o un altro ufficio
desk-third-label = Che cosa si attende, e da chi
desk-third-help = Diventa una nota interna.
desk-third-button = Metti in attesa di terzi
desk-hold = Sospendi fino a una data
desk-hold-label = Riprendere il
desk-hold-button = Sospendi
desk-assign = Assegna
desk-assign-button = Assegna
desk-service = Cambia servizio
desk-service-button = Sposta al servizio
desk-priority = Cambia priorità
desk-priority-button = Imposta la priorità
desk-entity = Indica l’ente
desk-entity-button = Salva l’ente
desk-merge = Unisci a un altro ticket
desk-merge-label = Numero dell’altro ticket
desk-merge-help = I messaggi passano all’altro ticket. Si può annullare per un periodo limitato.
desk-merge-button = Unisci
desk-reject = Respingi
desk-reject-label = Motivo
desk-reject-help = Testo pubblico: arriva al richiedente.
desk-reject-button = Respingi il ticket
error-date = Scrivere una data nel formato gg/mm/aaaa.

# Richieste per telefono o di persona
intake-title = Registra una richiesta
intake-lead = Per chi ha telefonato o è venuto di persona. Il richiedente riceve la conferma per posta.
intake-email = Indirizzo di posta del richiedente
intake-email-help = Chi non è ancora conosciuto viene registrato con questo indirizzo.
intake-name = Nome e cognome
intake-name-help = Serve solo per chi scrive la prima volta.
intake-entity-by-address = Quello dell’indirizzo
intake-service-help = Senza servizio, decidono le parole del testo.
intake-text = Che cosa succede
intake-send = Registra la richiesta
flash-ticket-opened = La richiesta è registrata.
flash-ticket-replied = Risposta inviata per il ticket #{ $number }.
flash-ticket-noted = Nota salvata nel ticket #{ $number }.
flash-ticket-waiting = Il ticket #{ $number } è in attesa.
flash-ticket-assigned = Incaricato del ticket #{ $number } aggiornato.
flash-ticket-saved = Ticket #{ $number } aggiornato.
flash-ticket-held = Il ticket #{ $number } è sospeso.
flash-ticket-resumed = Il ticket #{ $number } è di nuovo in lavorazione.
flash-ticket-resolved = Il ticket #{ $number } è risolto. Il richiedente viene avvisato.
flash-ticket-rejected = Il ticket #{ $number } è respinto. Il richiedente viene avvisato.
flash-ticket-restored = Il respingimento del ticket #{ $number } è annullato.
flash-ticket-reopened = Il ticket #{ $number } è riaperto.
flash-ticket-merged = Il ticket #{ $number } è unito.
flash-ticket-separated = L’unione del ticket #{ $number } è annullata.
flash-ticket-moved-away = Il ticket #{ $number } è passato a un servizio riservato di un altro gruppo: da qui non è più visibile.
