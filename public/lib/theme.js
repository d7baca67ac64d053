const themes = ["system", "light", "dark"]

/** The chosen theme: `system`, `light` or `dark`. */
export const theme = () => {
  const chosen = localStorage.getItem("theme")
  return themes.includes(chosen) ? chosen : "system"
}

/** Chooses a theme, now and for later visits. */
export const setTheme = (chosen) => {
  localStorage.setItem("theme", chosen)
  applyTheme()
  for (const radio of document.querySelectorAll("[data-set=theme]")) radio.checked = radio.value === chosen
}

export const applyTheme = () => {
  const chosen = theme()
  if (chosen === "system") document.documentElement.removeAttribute("data-theme")
  else document.documentElement.setAttribute("data-theme", chosen)
}
