// Keys 1 to 5 press what names them, so that ten cards take a minute; not while somebody types or holds a modifier.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, textarea, input[type=text]")) return;
  const pressed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!pressed) return;
  pressed.click();
  pressed.focus();
});
