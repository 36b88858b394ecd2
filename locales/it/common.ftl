# SPDX-License-Identifier: AGPL-3.0-or-later
# Quello che serve a tutte le pagine: navigazione, pulsanti, errori, stati.

site-name = Sportello
skip-to-content = Vai al contenuto principale
skip-to-footer = Vai al piè di pagina
breadcrumb-label = Percorso di navigazione
language-label = Lingua

nav-label = Navigazione principale
nav-menu = Menu
nav-home = Home
nav-requests = Le mie richieste
nav-catalog = Servizi
nav-results = Risultati
nav-desk = Coda di lavoro
nav-manage = Cruscotto

footer-help = Assistenza
footer-transparency = Trasparenza
footer-legal = Note legali
footer-privacy = Informativa privacy
footer-accessibility = Accessibilità
footer-statement = Dichiarazione di accessibilità (sito AgID)
footer-source = Codice sorgente
footer-version = Sportello { $version }

demo-strip-label = Dimostrazione
demo-strip = Dimostrazione con persone inventate: nessun messaggio esce da qui.
demo-strip-mailbox = Apri la casella dei messaggi inviati

action-sign-in = Accedi
action-sign-out = Esci
action-send = Invia
action-save = Salva
action-cancel = Annulla
action-confirm = Conferma
action-back = Indietro
action-continue = Continua
action-search = Cerca
action-filter = Filtra
action-clear = Togli i filtri
action-new-request = Nuova richiesta
action-reply = Rispondi
action-take = Prendi in carico
action-assign = Assegna
action-note = Aggiungi nota interna
action-resolve = Risolvi
action-reopen = Riapri
action-reject = Respingi
action-merge = Unisci
action-download = Scarica
action-home = Torna alla pagina iniziale

form-errors = Controlla questi campi
form-required = Obbligatorio
form-optional = facoltativo
form-none = Nessuno
form-characters-left =
    { $count ->
        [one] Resta { $count } carattere
       *[other] Restano { $count } caratteri
    }

# Nomi brevi dei campi, davanti agli errori in cima alla pagina.
field-account = Indirizzo di posta
field-assignee = Incaricato
field-channel = Canale
field-comment = Dettaglio
field-confirm = Conferma
field-contact = Essere ricontattato
field-day = Giorno
field-email = Indirizzo di posta
field-entity = Ente
field-files = Allegati
field-into = Numero dell’altro ticket
field-level = Priorità
field-name = Nome e cognome
field-note = Nota interna
field-note-files = Allegati della nota
field-password = Password
field-question = Domanda
field-reason = Motivo
field-reopening = Riapertura
field-reply = Risposta
field-resolution = Come è stato risolto
field-restoration = Respingimento
field-attribution = Attribuzione al mittente originale
field-resumption = Ripresa
field-separation = Unione
field-service = Servizio
field-subject = Oggetto
field-text = Che cosa succede
field-third-party = Che cosa si attende, e da chi
field-until = Riprendere il
field-vote = Valutazione

error-required = Compila questo campo.
error-too-long = Il testo è troppo lungo: al massimo { $max } caratteri.
error-choice = Scegli una delle voci proposte.
error-too-many-files = Ci sono troppi file: al massimo { $max } per messaggio.
error-file-too-large = Il file «{ $name }» è troppo grande: al massimo { $max } MB. Gli altri file vanno scelti di nuovo.

failure-not-found-title = Pagina non trovata
failure-not-found-text = Questa pagina non esiste, oppure non è visibile con l’accesso in uso. Controlla l’indirizzo o riparti dalla pagina iniziale.
failure-sign-in-title = Serve l’accesso
failure-sign-in-text = Per vedere questa pagina bisogna accedere.
failure-form-title = Il modulo non è più valido
failure-form-text = La pagina è rimasta aperta troppo a lungo, oppure nel frattempo l’accesso è cambiato. Torna indietro, ricarica la pagina e invia di nuovo: niente è stato salvato.
failure-too-large-title = Troppo grande
failure-too-large-text = Quello che è stato inviato supera i limiti. Riduci il testo o il numero dei file e prova di nuovo.
failure-malformed-title = Richiesta non leggibile
failure-malformed-text = Il sito non è riuscito a leggere quello che è arrivato. Torna indietro e prova di nuovo.
failure-method-title = Azione non disponibile
failure-method-text = Questo indirizzo non si apre così: di solito succede ricaricando una pagina dopo un invio. Riparti dalla pagina iniziale.
failure-refused-title = Non si può fare
failure-refused-text = Una regola del servizio non lo permette.
failure-busy-title = Troppi tentativi
failure-busy-text = Sono arrivate troppe richieste in poco tempo. Aspetta qualche minuto e prova di nuovo.
failure-full-title = In questo momento arrivano troppi file
failure-full-text = Non abbiamo salvato nulla. Torna indietro e invia di nuovo tra qualche secondo; gli allegati vanno scelti un’altra volta.
failure-unexpected-title = Qualcosa non ha funzionato
failure-unexpected-text = L’errore è nostro ed è stato registrato. Prova di nuovo tra poco; se si ripete, scrivi all’assistenza indicando il codice qui sotto.
failure-reference = Codice da indicare:
failure-way-out = Che cosa puoi fare
failure-write = Scrivi all’assistenza

age-minutes =
    { $count ->
        [0] meno di un minuto
        [one] { $count } minuto
       *[other] { $count } minuti
    }
age-hours =
    { $count ->
        [one] { $count } ora
       *[other] { $count } ore
    }
age-days =
    { $count ->
        [one] { $count } giorno
       *[other] { $count } giorni
    }

pagination-label = Pagine dell’elenco
pagination-before = Pagina precedente
pagination-after = Pagina successiva

ticket-state-new = Nuovo
ticket-state-open = In lavorazione
ticket-state-waiting-requester = In attesa del richiedente
ticket-state-waiting-third-party = In attesa di terzi
ticket-state-on-hold = Sospeso
ticket-state-resolved = Risolto
ticket-state-closed = Chiuso
ticket-state-rejected = Respinto
ticket-state-cancelled = Annullato
ticket-state-merged = Unito ad altro ticket

priority-low = Bassa
priority-normal = Normale
priority-high = Alta
priority-urgent = Urgente

channel-web = Web
channel-email = Posta elettronica
channel-pec = PEC
channel-phone = Telefono
channel-in-person = Di persona
channel-api = API

role-requester = Richiedente
role-contact = Referente dell’ente
role-technician = Tecnico
role-manager = Responsabile
role-admin = Amministratore

message-kind-public = Messaggio
message-kind-note = Nota interna
message-kind-system = Avviso del sistema

entity-kind-comune = Comune
entity-kind-unione-montana = Unione montana
entity-kind-unione = Unione di comuni
entity-kind-provincia = Provincia
entity-kind-altro = Altro ente

flash-saved = Salvato.
flash-signed-in = Accesso eseguito.
flash-signed-out = Sei uscito. Puoi chiudere questa pagina.
flash-language = La lingua è cambiata.
