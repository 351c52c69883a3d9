/** The editor of a text's working draft: a ProseMirror view bound to the root `content`. */

import "prosemirror-view/style/prosemirror.css";
import { baseKeymap, chainCommands } from "prosemirror-commands";
import { keydownHandler } from "prosemirror-keymap";
import { EditorState as PmState, Selection, TextSelection, type Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { authorship, lacksAuthors, showAuthors } from "./authors";
import { Binding, FROM_SEQUENCE } from "./binding";
import { backspaceAtStart, commandOf, enter } from "./commands";
import { cursors, readSelection } from "./cursors";
import { guarded } from "./guard";
import type { Access, Authorship, Command, EditorHandle, EditorOptions, Problem } from "./handle";
import { SHORTCUTS } from "./keymap";
import { discardNote, insertNote, noteSignatories, placeNote, takesMark } from "./note-commands";
import { isSignatories, noteNumbers, notesOf } from "./notes";
import { insertSlice, moveSlice, selectAt, sliceOfText, withBodies } from "./paste";
import { insideOf } from "./places";
import { placeOf, show, shownProblems } from "./problems";
import { repaired } from "./repair";
import { read } from "./reading";
import { stateOf } from "./state";

/** The name of the Y.Text that a draft is. */
const ROOT = "content";

/** An editor of a text's working draft in `options.mount`. */
export function createEditor(options: EditorOptions): EditorHandle {
  return new Editor(options);
}

class Editor implements EditorHandle {
  readonly #view: EditorView;
  readonly #binding: Binding;
  readonly #options: EditorOptions;
  #access: Access;

  constructor(options: EditorOptions) {
    this.#options = options;
    this.#access = options.access;
    const text = options.doc.getText(ROOT);
    const state = PmState.create({
      doc: read(text),
      plugins: [noteNumbers(), shownProblems(), authorship(text), cursors(text, options.awareness)],
    });
    this.#binding = new Binding(text, {
      state: () => this.#view.state,
      update: (next) => this.#update(next),
      isComposing: () => this.#view.composing,
    });
    this.#view = this.#makeView(state);
    const told = () => this.#options.onState(this.state());
    this.#binding.undo.on("stack-item-added", told);
    this.#binding.undo.on("stack-item-popped", told);
  }

  #makeView(state: PmState): EditorView {
    const { mount, label, language, direction } = this.#options;
    const view: EditorView = new EditorView(mount, {
      state,
      editable: () => this.#access === "edit" && this.#binding.isReady,
      attributes: () => ({
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label,
        "aria-readonly": this.#access === "edit" ? "false" : "true",
        lang: language,
        dir: direction,
        class: "draft",
        spellcheck: "true",
      }),
      dispatchTransaction: (tr) => this.#dispatch(tr),
      handleKeyDown: keydownHandler(this.#keys()),
      handleTextInput: (v) => isSignatories(v.state.selection.$from.parent),
      handleDOMEvents: {
        compositionend: () => this.#afterComposition(),
        keydown: (v) => readSelection(v),
      },
      transformCopied: (slice, v) => withBodies(slice, v.state),
      clipboardTextParser: (words) => sliceOfText(words),
      handlePaste: (_, __, slice) => this.#paste(slice),
      handleDrop: (v, event, slice, isMove) => {
        const pos = v.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
        if (pos === undefined) return true;
        if (isMove) moveSlice(this.#editing, slice, pos);
        else {
          selectAt(this.#editing, pos);
          this.#paste(slice);
        }
        return true;
      },
    });
    return view;
  }

  #keys() {
    const own = Object.fromEntries(SHORTCUTS.map(([keys, command]) => [keys, () => (this.run(command), true)]));
    const backspace = chainCommands(backspaceAtStart, baseKeymap["Backspace"] ?? enter);
    return {
      ...baseKeymap,
      ...own,
      Enter: enter,
      "Shift-Enter": enter,
      "Mod-Enter": enter,
      Backspace: backspace,
      "Mod-Backspace": backspace,
      "Shift-Backspace": backspace,
    };
  }

  readonly #editing = {
    state: () => this.#view.state,
    dispatch: (tr: Transaction) => this.#dispatch(tr),
  };

  #dispatch(tr: Transaction): void {
    const isLocal = tr.docChanged && !tr.getMeta(FROM_SEQUENCE);
    if (isLocal && !(this.#access === "edit" && this.#binding.isReady)) return;
    const allowed = guarded(this.#view.state, tr);
    if (allowed) this.#binding.dispatch(allowed);
    else this.#view.updateState(this.#view.state);
  }

  #update(next: PmState): void {
    if (this.#view.isDestroyed) return;
    this.#view.updateState(next);
    this.#options.onState(this.state());
  }

  #paste(slice: Parameters<typeof insertSlice>[1]): boolean {
    if (this.#access === "edit" && this.#binding.isReady) insertSlice(this.#editing, slice);
    return true;
  }

  /** ProseMirror reads what the composition left a little later; then it is written. */
  #afterComposition(): boolean {
    setTimeout(() => {
      if (!this.#view.isDestroyed && !this.#view.composing) this.#binding.endComposition();
    }, COMPOSITION_SETTLES_MS);
    return false;
  }

  state() {
    const { undo } = this.#binding;
    const can = { undo: undo.undoStack.length > 0, redo: undo.redoStack.length > 0 };
    return stateOf(this.#view.state, this.#options.direction, can);
  }

  run(command: Command): boolean {
    if (!this.can(command)) return false;
    // What a command does is undone for itself.
    this.#binding.undo.stopCapturing();
    const isDone = this.#do(command);
    this.#binding.undo.stopCapturing();
    this.focus();
    return isDone;
  }

  #do(command: Command): boolean {
    switch (command.do) {
      case "undo":
      case "redo":
        return this.#binding.again(command.do);
      case "insert-note":
        return insertNote(this.#editing);
      case "place-note":
        return placeNote(this.#editing, command.note);
      case "discard-note":
        return discardNote(this.#editing, command.note);
      case "note-signatories":
        return noteSignatories(this.#editing, command.note);
      default:
        return commandOf(command)?.(this.#view.state, (tr) => this.#dispatch(tr), this.#view) ?? false;
    }
  }

  can(command: Command): boolean {
    if (this.#access !== "edit" || !this.#binding.isReady) return false;
    const { state } = this.#view;
    const { bodies, marks, orphans } = notesOf(state.doc);
    switch (command.do) {
      case "undo":
        return this.#binding.undo.undoStack.length > 0;
      case "redo":
        return this.#binding.undo.redoStack.length > 0;
      case "insert-note":
        return takesMark(state);
      case "place-note":
        return takesMark(state) && orphans.some(({ id }) => id === command.note);
      case "discard-note":
        return bodies.has(command.note) || marks.some(({ id }) => id === command.note);
      case "note-signatories":
        return bodies.has(command.note);
      default:
        return commandOf(command)?.(state) ?? false;
    }
  }

  setAccess(access: Access): void {
    this.#access = access;
    this.#view.setProps({});
    this.#options.onState(this.state());
  }

  showProblems(problems: readonly Problem[]): void {
    this.#dispatch(show(this.#view.state, problems));
  }

  placeOf(problem: Problem) {
    return placeOf(this.#view.state, problem);
  }

  repair(problem: Problem): boolean {
    const { repair } = problem;
    if (!repair || this.#access !== "edit") return false;
    if (repair.kind === "place-note") return this.run({ do: "place-note", note: repair.note });
    if (repair.kind === "discard-note") return this.run({ do: "discard-note", note: repair.note });
    const tr = repaired(this.#view.state, problem, repair);
    if (tr) this.#dispatch(tr);
    return tr !== null;
  }

  showAuthors(authorship: Authorship | null): void {
    showAuthors(this.#view, authorship);
  }

  lacksAuthors(): boolean {
    return lacksAuthors(this.#view.state, this.#options.doc.getText(ROOT));
  }

  scrollTo(index: number): void {
    this.#select(insideOf(this.#view.state.doc, index));
  }

  goToNote(id: string, to: "mark" | "body"): void {
    const { marks, bodies } = notesOf(this.#view.state.doc);
    const mark = marks.find((each) => each.id === id);
    const body = bodies.get(id)?.[0];
    if (to === "mark" && mark) this.#select(mark.pos + 1);
    if (to === "body" && body) this.#select(body.pos + 1);
  }

  #select(pos: number): void {
    const { tr } = this.#view.state;
    const at = tr.doc.resolve(pos);
    const selection = at.parent.isTextblock ? TextSelection.create(tr.doc, pos) : Selection.near(at);
    this.#dispatch(tr.setSelection(selection).scrollIntoView());
    this.focus();
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#binding.destroy();
    this.#view.destroy();
  }
}

const COMPOSITION_SETTLES_MS = 30;
