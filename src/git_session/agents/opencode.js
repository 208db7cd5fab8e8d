// Made by git-session: tells `git session` what happens in an OpenCode conversation, and gives the
// model what it answers. Without git-session on PATH it does nothing. Written by
// `git session install --agent opencode`; `git session uninstall --agent opencode` removes it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

const LIMIT = 10_000; // milliseconds; a conversation never waits longer

function tell(event, payload) {
  return new Promise((done) => {
    let said = "";
    const child = spawn("git-session", ["agent", "opencode", event], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    const timer = setTimeout(() => child.kill(), LIMIT);
    const end = () => {
      clearTimeout(timer);
      try {
        done(JSON.parse(said).context ?? "");
      } catch {
        done("");
      }
    };
    child.on("error", end);
    child.on("close", end);
    child.stdout.on("data", (chunk) => (said += chunk));
    child.stdin.on("error", () => {});
    child.stdin.end(JSON.stringify(payload));
  });
}

export const GitSession = async ({ directory }) => {
  const waiting = new Map(); // by conversation: what the model is told with its next answer
  const begun = new Set();

  const say = (id, context) => {
    if (context) waiting.set(id, [waiting.get(id), context].filter(Boolean).join("\n\n"));
  };
  const begin = async (id, source) => {
    begun.add(id);
    say(id, await tell("session-start", { id, cwd: directory, source }));
  };

  return {
    "chat.message": async ({ sessionID: id, messageID }, { parts }) => {
      if (!begun.has(id)) await begin(id, "startup");
      const prompt = parts.filter((part) => part.type === "text").map((part) => part.text).join("\n");
      say(id, await tell("prompt", { id, cwd: directory, prompt, mark: messageID }));
    },
    "experimental.chat.system.transform": async ({ sessionID: id }, { system }) => {
      const context = waiting.get(id);
      if (context) system.push(context);
      waiting.delete(id);
    },
    "tool.execute.before": async ({ tool, callID }, { args }) => {
      if (tool === "write") args && waiting.set(`existed:${callID}`, existsSync(resolve(directory, args.filePath ?? "")));
    },
    "tool.execute.after": async ({ tool, sessionID: id, callID, args }) => {
      const existed = waiting.get(`existed:${callID}`);
      waiting.delete(`existed:${callID}`);
      await tell("tool-used", { id, cwd: directory, tool, args, existed, mark: callID });
    },
    "experimental.session.compacting": async ({ sessionID: id }, { context }) => {
      const said = await tell("pre-compact", { id, cwd: directory });
      if (said) context.push(said);
    },
    "shell.env": async ({ sessionID: id }, { env }) => {
      if (id) env.GIT_SESSION_AGENT_ID = id;
    },
    event: async ({ event }) => {
      const id = event.properties?.sessionID;
      if (event.type === "session.compacted") {
        await tell("post-compact", { id, cwd: directory });
        await begin(id, "compact");
      }
      if (event.type === "session.idle") await tell("turn-end", { id, cwd: directory });
    },
  };
};
