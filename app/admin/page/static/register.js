// Tells the LMS that its frame can close (LTI Dynamic Registration 1.0, step 4). Nothing in the message is secret, and which
// page of the LMS holds the frame isn't known, so it goes to whichever does.
(() => {
  for (const button of document.querySelectorAll('[data-close]')) {
    button.addEventListener('click', () => {
      (window.opener || window.parent).postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
    });
  }
  const form = document.querySelector('form[method="post"]');
  if (form) {
    form.addEventListener('submit', () => {
      const button = form.querySelector('[type="submit"]');
      setTimeout(() => { button.disabled = true; button.textContent = 'Connecting …'; });
    });
  }
})();
