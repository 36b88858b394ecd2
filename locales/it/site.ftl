# SPDX-License-Identifier: AGPL-3.0-or-later
# La porta d’ingresso: pagina iniziale, accesso, note, casella della dimostrazione.

home-title = Assistenza per i Comuni e gli enti del territorio
home-lead = Qui chiedi aiuto al { $name }: per la rete, la posta, i programmi, i siti, le statistiche, la formazione. Ogni richiesta ha un numero e una persona che la segue.
home-new-request = Apri una richiesta
home-follow = Segui le tue richieste
home-ways-title = Come chiedere aiuto
home-mail-title = Scrivi un messaggio
home-mail-text = Scrivi dal tuo indirizzo istituzionale e racconta che cosa succede. Puoi allegare schermate e documenti. Va bene anche la PEC.
home-web-title = Usa questo sito
home-web-text = Accedi senza password con il tuo indirizzo istituzionale, scegli il servizio e descrivi la richiesta.
home-web-link = Guarda l’elenco dei servizi
home-phone-title = Telefona
home-phone-text = Chi risponde apre la richiesta per te.
home-then-title = Che cosa succede dopo
home-step-receipt = Ricevi una conferma
home-step-receipt-text = con il numero della richiesta e il collegamento per seguirla.
home-step-answer = Un tecnico ti risponde
home-step-answer-text = per posta; puoi rispondere al messaggio o da questo sito.
home-step-resolved = La richiesta è risolta
home-step-resolved-text = e leggi come. Se il problema resta, la riapri con un clic o rispondendo.
home-step-opinion = Dai il tuo parere
home-step-opinion-text = in un minuto e senza nome: serve a migliorare il servizio.
home-state-title = Stato dei servizi
home-state-well = Lo sportello funziona: richieste e messaggi passano regolarmente.
home-state-incoming = I messaggi in arrivo sono in ritardo. Nessuno va perso; se è urgente, apri la richiesta da questo sito.
home-state-outgoing = I messaggi che inviamo sono in ritardo. Trovi le risposte anche qui, nelle tue richieste.
home-state-at = Situazione al
home-results-title = Risultati
home-results-text = Ogni trimestre pubblichiamo quanto è soddisfatto chi ci ha chiesto aiuto, con i dati da scaricare.
home-results-latest =
    { $quarter ->
        [1] Soddisfazione del primo trimestre { $year }
        [2] Soddisfazione del secondo trimestre { $year }
        [3] Soddisfazione del terzo trimestre { $year }
       *[4] Soddisfazione del quarto trimestre { $year }
    }
home-results-none = Il primo trimestre non è ancora stato pubblicato.

sign-in-title = Accedi
sign-in-link-title = Lavori in un Comune o in un ente aderente
sign-in-link-text = Non serve una password: ti mandiamo un collegamento che vale una volta sola.
sign-in-email = Indirizzo di posta istituzionale
sign-in-email-help = Per esempio nome.cognome@comune.it
sign-in-ask = Inviami il collegamento
sign-in-password-title = Lavori al centro servizi
sign-in-password-text = Accesso del personale con indirizzo e password.
sign-in-account = Indirizzo di posta
sign-in-password = Password
error-sign-in = Indirizzo o password non corretti. Controlla e prova di nuovo.

link-sent-title = Guarda la tua posta
link-sent-text = Se l’indirizzo che hai scritto è di un ente aderente, tra poco arriva un messaggio con il collegamento per accedere.
link-sent-rules = Il collegamento vale { $minutes } minuti e una volta sola. Aprilo su questo computer, con questo stesso browser.
link-sent-none = Se non arriva niente
link-sent-none-wait = Aspetta qualche minuto e guarda anche nella posta indesiderata.
link-sent-none-address = Controlla di aver scritto l’indirizzo istituzionale, non quello personale.
link-sent-none-again = Se è passato più tempo,
link-sent-again = chiedi un nuovo collegamento
link-sent-none-write = Se non basta, scrivi all’assistenza:
link-title = Conferma l’accesso
link-ready = Il collegamento è valido. Conferma per accedere da questo browser.
link-confirm = Accedi ora

privacy-title = Informativa privacy
privacy-lead = I dati delle richieste di assistenza sono trattati da { $name }, per conto di { $owner }, per rispondere alle richieste e per nessun altro scopo.
privacy-what-title = Che cosa conserviamo
privacy-what-people = Nome, indirizzo di posta istituzionale ed ente di chi chiede aiuto o lavora allo sportello.
privacy-what-requests = Le richieste con i messaggi e gli allegati, compresi i messaggi di posta come sono arrivati.
privacy-what-history = Chi ha fatto che cosa e quando, in ogni richiesta e a ogni accesso.
privacy-who-title = Chi li vede
privacy-who-text = Chi ha fatto la richiesta, le persone in copia, i tecnici del centro e il referente dell’ente. Le richieste sui servizi riservati, come gli stipendi, non sono visibili al referente.
privacy-survey-title = Il questionario di soddisfazione
privacy-survey-text = Le risposte sono conservate senza nome, senza il numero della richiesta e con il solo trimestre: non è possibile risalire a chi ha risposto, salvo che la persona chieda di essere ricontattata. Pubblichiamo solo cifre che poggiano su almeno { $threshold } risposte.
privacy-cookies-title = Cookie
privacy-cookies-text = Usiamo solo cookie tecnici: per l’accesso, per la lingua e per la sicurezza dei moduli. Nessun contenuto arriva da altri siti e nessuno viene tracciato.
privacy-rights-title = I tuoi diritti
privacy-rights-text = Puoi chiedere di vedere, correggere o cancellare i dati che ti riguardano, nei limiti della legge, e rivolgerti al Garante per la protezione dei dati personali. Scrivi a:

legal-title = Note legali
legal-who-title = Chi gestisce questo sito
legal-who-text = { $name } è un servizio interamente pubblico.
legal-content-title = Uso dei contenuti
legal-content-text = I dati e i testi pubblicati nelle pagine dei risultati si possono riusare, citando la fonte, con la licenza
legal-content-licence = Creative Commons Attribuzione 4.0
legal-source-title = Software
legal-source-text = Questo sito usa Sportello { $version }, software libero con licenza AGPL-3.0 o successiva.

accessibility-title = Accessibilità
accessibility-lead = Questo sito è fatto perché tutte le persone possano usarlo, secondo le WCAG 2.1 livello AA.
accessibility-how-title = Come è fatto
accessibility-how-keyboard = Ogni pagina si usa con la sola tastiera e con i lettori di schermo.
accessibility-how-script = Tutto funziona anche senza JavaScript.
accessibility-how-colour = Il colore non è mai l’unico segno: ogni grafico ha la sua tabella, ogni stato il suo nome.
accessibility-how-narrow = Le pagine si leggono anche sullo schermo di un telefono o con il testo ingrandito.
accessibility-statement-title = Dichiarazione di accessibilità
accessibility-feedback-title = Segnala un problema
accessibility-feedback-text = Se qualcosa non è accessibile, scrivi a:
accessibility-feedback-more = Se entro 30 giorni la risposta manca o non basta, puoi rivolgerti al Difensore civico per il digitale, presso AgID.

mailbox-title = Messaggi inviati
mailbox-text = Nella dimostrazione nessun messaggio parte davvero: qui si leggono tutti quelli che sarebbero usciti, con i loro collegamenti.
mailbox-filter = Destinatario
mailbox-caption =
    { $total ->
        [one] { $total } messaggio in tutto; i più recenti in alto
       *[other] { $total } messaggi in tutto; i più recenti in alto
    }
mailbox-subject = Oggetto
mailbox-no-subject = (senza oggetto)
mailbox-from = Da
mailbox-to = A
mailbox-date = Data
mailbox-attachments = Allegati
mailbox-empty = Non c’è nessun messaggio. Chiedi un collegamento per accedere, o apri una richiesta: il messaggio arriva qui in pochi secondi.

demo-people-title = Dimostrazione: chi può accedere
demo-people-employees = Con il collegamento
demo-people-staff = Con la password
demo-people-password = La password di tutti è
demo-people-mailbox = Apri la casella dei messaggi

# Dov’è finita la mia mail?
lost-mail-title = Dov’è finita la mia mail?
lost-mail-text = Hai scritto all’assistenza e non sai se il messaggio è arrivato? Indica da quale indirizzo e in quale giorno: ti scriviamo lì che fine hanno fatto i tuoi messaggi.
lost-mail-email = Indirizzo da cui hai scritto
lost-mail-email-help = La risposta arriva a questo indirizzo.
lost-mail-day = Giorno
lost-mail-day-help = Il giorno in cui hai scritto, per esempio 25/11/2026.
lost-mail-ask = Chiedi
lost-mail-asked-title = Controlla la tua posta
lost-mail-asked = Se l’indirizzo è di un ente o di una persona che conosciamo, entro qualche minuto arriva un messaggio che dice che fine ha fatto la posta di quel giorno.
lost-mail-none = Non arriva niente?
lost-mail-none-again = Allo stesso indirizzo rispondiamo al massimo una volta ogni { $minutes } minuti.
lost-mail-none-address = L’indirizzo deve essere quello da cui hai scritto:
lost-mail-again = chiedi di nuovo
error-mail-day = Scrivi un giorno degli ultimi { $days }, per esempio 25/11/2026.
