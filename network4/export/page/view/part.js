/** Return the part of the page with an id. */
export function part(id) {
  return document.getElementById(id);
}
