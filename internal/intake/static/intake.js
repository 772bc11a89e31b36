// Watches a job, and takes files that are dropped. The pages work without it.
"use strict";
const job = document.getElementById("job");
if (job && job.dataset.over !== "true") {
  const fields = document.querySelectorAll("[data-f]");
  const bar = job.querySelector("progress");
  const source = new EventSource("/api/v1/jobs/" + encodeURIComponent(job.dataset.id) + "/stream");
  const take = (e) => {
    const s = JSON.parse(e.data);
    if (s.phase === undefined) return;
    s.percent = s.phase === "done" ? 100 : s.total ? Math.min(99, Math.floor(s.bytes * 100 / s.total)) : 0;
    s.left = s.left ? (s.left.high < 120 ? `${s.left.low} to ${Math.max(1, s.left.high)} seconds` : `${Math.floor(s.left.low / 60)} to ${Math.ceil(s.left.high / 60)} minutes`) : "";
    bar.value = s.percent;
    for (const f of fields) f.textContent = s[f.dataset.f] ?? "";
    if (["done", "stopped", "failed"].includes(s.phase)) {
      source.close();
      location.reload();
    }
  };
  source.addEventListener("message", take);
  source.addEventListener("job", take);
}
const drop = document.getElementById("drop");
if (drop) {
  const input = document.getElementById("file");
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (e) => { e.preventDefault(); drop.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    document.addEventListener(name, (e) => { e.preventDefault(); drop.classList.remove("over"); });
  }
  document.addEventListener("drop", (e) => {
    if (e.dataTransfer.files.length === 0) return;
    input.files = e.dataTransfer.files;
    document.getElementById("add").requestSubmit();
  });
}
