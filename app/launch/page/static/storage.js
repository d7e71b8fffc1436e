// LTI Client Side postMessages 1.0 (§2.2): keeps the login's secret in the platform's storage and fetches it back,
// for browsers that don't return cookies to a framed page.
(() => {
  const form = document.getElementById('storage');
  const { action, target, origin, key, value, next } = form.dataset;
  const frame = target === '_parent' ? parent : parent.frames[target];
  const subject = action === 'put' ? 'lti.put_data' : 'lti.get_data';
  const id = crypto.randomUUID();
  let done = false;
  const go = (found) => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    if (action === 'put') {
      location.replace(next);
      return;
    }
    document.getElementById('proof').value = found || '-';
    form.submit();
  };
  const timer = setTimeout(() => go(''), 3000);
  addEventListener('message', (event) => {
    if (event.origin !== origin || typeof event.data !== 'object' || event.data === null) return;
    if (event.data.subject !== subject + '.response' || event.data.message_id !== id) return;
    go(event.data.error ? '' : event.data.value);
  });
  try {
    const message = { subject, message_id: id, key };
    if (action === 'put') message.value = value;
    frame.postMessage(message, origin);
  } catch {
    go('');
  }
})();
