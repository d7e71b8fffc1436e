(function () {
  "use strict";
  var table = document.getElementById("book");
  if (!table) return;
  var news = document.getElementById("news");

  function local(stamp) {
    if (!stamp) return "";
    return new Date(stamp).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
  }

  function put(node, text) {
    if (node.textContent === text) return false;
    node.textContent = text;
    return true;
  }

  function show(name, cell) {
    var td = table.querySelector('[data-cell="' + cell.id + '"]');
    if (!td) return "";
    var score = cell.score === null ? "–" : String(Math.round(cell.score * 100) / 100);
    var changed = put(td.querySelector("[data-score]"), score);
    changed = put(td.querySelector("[data-comment]"), cell.comment) || changed;
    put(td.querySelector("[data-by]"), cell.setBy);
    var time = td.querySelector("[data-time]");
    time.dateTime = cell.timestamp;
    put(time, local(cell.timestamp));
    td.querySelector("[data-overridden]").hidden = !cell.overridden;
    var release = td.querySelector("[data-release]");
    if (release) release.hidden = !cell.overridden;
    return changed ? name + ", " + cell.label + ": " + score : "";
  }

  function shape(book) {
    return book.lineItems.map(function (c) { return c.id; }).join() + "|" +
      book.learners.map(function (l) { return l.userId; }).join();
  }

  function drawn() {
    function list(selector, key) {
      return Array.prototype.map.call(table.querySelectorAll(selector), function (n) { return n.dataset[key]; }).join();
    }
    return list("[data-column]", "column") + "|" + list("[data-user]", "user");
  }

  function refresh() {
    return fetch("/gradebook.json", { credentials: "same-origin" }).then(function (res) {
      if (!res.ok) throw new Error("status " + res.status);
      return res.json();
    }).then(function (book) {
      if (book.viewer !== table.dataset.viewer) {
        put(news, "You are signed in as somebody else now, in another window. Reload this page to go on.");
        return;
      }
      if (shape(book) !== drawn()) {
        if (!table.querySelector("details[open]")) location.reload();
        return;
      }
      var changes = [];
      book.learners.forEach(function (learner) {
        learner.scores.forEach(function (cell) {
          cell.id = cell.lineItemId + "/" + learner.userId;
          var change = show(learner.name, cell);
          if (change) changes.push(change);
        });
      });
      if (changes.length) put(news, "New: " + changes.join("; "));
    }).catch(function () {
      put(news, "The gradebook cannot be reached. Trying again.");
    });
  }

  function loop() {
    refresh().then(function () { setTimeout(loop, 2000); });
  }

  Array.prototype.forEach.call(table.querySelectorAll("[data-time]"), function (t) {
    t.textContent = local(t.getAttribute("datetime"));
  });
  setTimeout(loop, 2000);
})();
