/**
 * Let photographs be chosen, dropped or pasted.
 *
 * onPhotograph is called with an ImageBitmap, upright as the camera was held; onRefusal
 * with a sentence, where the file is no picture.
 */
export function takePhotographs(input, target, onPhotograph, onRefusal) {
  const open = async (file) => {
    if (!file) return;
    try {
      onPhotograph(await createImageBitmap(file));
    } catch {
      onRefusal(
        `${file.name} is no picture that this browser opens; take a JPEG or PNG.`,
      );
    }
  };
  input.addEventListener("change", () => {
    open(input.files[0]);
    // The same file may be chosen again.
    input.value = "";
  });
  document.addEventListener("paste", (event) => open(event.clipboardData.files[0]));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    target.classList.add("dropping");
  });
  document.addEventListener("dragleave", () => target.classList.remove("dropping"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    target.classList.remove("dropping");
    open(event.dataTransfer.files[0]);
  });
}
