// Spoken last, when all parts are there.
speak(page.lang);
document.documentElement.dataset.ready = "";
