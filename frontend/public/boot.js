// Runs before the first paint: the chosen theme, text, language direction, and a
// plain sentence for browsers that are too old to run the rest.
(function () {
  var root = document.documentElement;
  function stored(key) {
    try {
      return window.localStorage.getItem(key);
    } catch (e) {
      return null;
    }
  }
  var theme = stored('lectern.theme');
  if (theme === 'light' || theme === 'dark') root.setAttribute('data-theme', theme);
  var font = stored('lectern.font');
  if (font === 'readable') root.setAttribute('data-font', font);
  var size = stored('lectern.textSize');
  if (size === 'large' || size === 'larger') root.setAttribute('data-text', size);
  var language = stored('lectern.language');
  if (language) {
    root.lang = language;
    root.dir = language === 'ar' ? 'rtl' : 'ltr';
  }
  if (!('noModule' in HTMLScriptElement.prototype)) {
    document.addEventListener('DOMContentLoaded', function () {
      document.body.textContent = 'This browser is too old for a live class. Please open the class in a current Chrome, Edge, Firefox or Safari.';
    });
  }
})();
