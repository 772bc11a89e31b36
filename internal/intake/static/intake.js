// Watches a job, and takes files that are dropped on the form. The pages work
// without it.
(function () {
  "use strict";
  var job = document.getElementById("job");
  if (job && job.dataset.over !== "true") {
    var fields = document.querySelectorAll("[data-f]"), bar = job.querySelector("progress"), stages = job.querySelectorAll("[data-stage]");
    var said = document.getElementById("said"), last = 0, faults = document.querySelectorAll("#faults li").length, docs = document.querySelectorAll("#documents li").length;
    var source = new EventSource("/api/v1/jobs/" + encodeURIComponent(job.dataset.id) + "/stream");
    var add = function (list, section, build) {
      document.getElementById(section).hidden = false;
      var li = document.createElement("li");
      build(li);
      document.getElementById(list).appendChild(li);
    };
    var take = function (e) {
      var s = JSON.parse(e.data);
      if (s.phase === undefined) return;
      (s.faults || []).slice(faults).forEach(function (f) {
        faults++;
        add("faults", "failed", function (li) {
          var name = document.createElement("bdi");
          name.textContent = f.name;
          li.append(name, ": " + f.why);
        });
      });
      (s.documents || []).slice(docs).forEach(function (id) {
        docs++;
        add("documents", "done", function (li) {
          var a = document.createElement("a");
          a.href = "/document/" + encodeURIComponent(id);
          a.textContent = "Document " + id.slice(0, 8);
          li.append(a);
        });
      });
      s.percent = s.phase === "done" ? 100 : s.total ? Math.min(99, Math.floor(s.bytes * 100 / s.total)) : 0;
      s.left = s.left ? (s.left.high < 120 ? s.left.low + " to " + Math.max(1, s.left.high) + " seconds" : Math.floor(s.left.low / 60) + " to " + Math.ceil(s.left.high / 60) + " minutes") : "not yet known";
      bar.value = s.percent;
      fields.forEach(function (f) { var v = s[f.dataset.f]; f.textContent = v === undefined ? "" : v; });
      stages.forEach(function (x) {
        if (x.dataset.stage === s.stage) x.setAttribute("aria-current", "step"); else x.removeAttribute("aria-current");
      });
      if (Date.now() - last > 5000) { // a screen reader is told seldom
        last = Date.now();
        said.textContent = s.percent + " per cent, " + s.read + " documents read, " + s.failed + " failed";
      }
      if (["done", "stopped", "failed"].indexOf(s.phase) >= 0) {
        source.close();
        location.reload();
      }
    };
    source.addEventListener("message", take);
    source.addEventListener("job", take);
  }
})();
