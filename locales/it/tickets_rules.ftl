# SPDX-License-Identifier: AGPL-3.0-or-later
# Regole dei ticket: che cosa non si può fare e che cosa fare invece.

error-ticket-changed = Nel frattempo il ticket è cambiato. Controllare che cosa è successo e ripetere l’operazione.
error-ticket-finished = Il ticket è già concluso. Per lavorarci ancora occorre prima riaprirlo.
error-ticket-no-replies = A questo ticket non si può più rispondere: è stato respinto, annullato o unito a un altro.
error-ticket-reply-empty = Scrivi il testo della risposta.
error-ticket-note-empty = Scrivere il testo della nota.
error-ticket-resolution-empty = Scrivere come è stato risolto: il testo arriva al richiedente.
error-ticket-no-service = Prima di risolvere occorre indicare il servizio.
error-ticket-not-resolved = Si può riaprire solo una richiesta risolta o chiusa.
error-ticket-reopen-too-late = Sono passati più di { $days } giorni dalla chiusura: non si può più riaprire. Scrivi una nuova richiesta.
error-ticket-assignee = Questa persona non può prendere in carico il ticket. Scegliere un tecnico attivo; per un ticket riservato, uno del suo gruppo di lavoro.
error-ticket-question-empty = Scrivere che cosa si chiede al richiedente.
error-ticket-waiting-empty = Scrivere che cosa si attende e da chi.
error-ticket-hold-past = La data deve essere futura. Scegliere un giorno successivo.
error-ticket-not-waiting = Il ticket non è in attesa: è già possibile lavorarci.
error-ticket-rejection-empty = Scrivere il motivo: il testo arriva al richiedente.
error-ticket-not-rejected = Il ticket non risulta respinto: non c’è nulla da annullare.
error-ticket-undo-too-late = Sono passati più di { $days } giorni: l’operazione non si può più annullare. Aprire un nuovo ticket.
error-ticket-cancel-not-yours = Solo chi ha scritto la richiesta può annullarla.
error-ticket-cancel-too-late = La richiesta è già in lavorazione e non si può più annullare. Se non ti serve più, scrivilo in una risposta.
error-ticket-merge-unknown = Non c’è un altro ticket con questo numero a cui unirlo. Controllare il numero.
error-ticket-no-forward = Il primo messaggio di questo ticket non inoltra (più) la posta di nessuno. Ricaricare la pagina e controllare il richiedente.
error-ticket-original-sender = Il mittente originale non può diventare richiedente: non è una persona conosciuta né di un ente associato, oppure il suo accesso è stato chiuso. Chiedergli di scrivere direttamente all’assistenza.
error-ticket-merge-confidential = Uno dei due ticket è riservato: l’unione lo farebbe leggere ad altre persone. Lasciarli separati.
error-ticket-not-merged = Il ticket non risulta unito a un altro: non c’è nulla da annullare.
