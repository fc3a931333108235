// The care list follows the slider. Without this script the form, which it only adds to, does the same.
const form = document.getElementById("ukuran");
if (form) {
  const number = form.elements.kapasitas;
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: number.min, max: form.dataset.slider, value: number.value });
  slider.setAttribute("aria-label", form.querySelector("label").textContent);
  number.after(slider);

  const show = async () => {
    if (!form.reportValidity()) return;
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.getElementById("daftar");
    if (!answer.ok || !list) return location.assign(address);
    document.getElementById("daftar").replaceWith(list);
    document.getElementById("ringkasan").replaceWith(page.getElementById("ringkasan"));
    history.replaceState(null, "", address);
  };
  slider.addEventListener("input", () => { number.value = slider.value; });
  slider.addEventListener("change", show);
  number.addEventListener("change", () => { slider.value = number.value; show(); });
}
