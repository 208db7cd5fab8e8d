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
  const briefings = new Map(); // by conversation: what it is told from its start on
  const reminders = new Map(); // what it is told until the next prompt
  const existed = new Map(); // by tool call: whether the file was there before
  const begun = new Set();

  const begin = async (id, source) => {
    begun.add(id);
    const said = await tell("session-start", { id, cwd: directory, source });
    if (said) briefings.set(id, said);
  };

  return {
    "chat.message": async ({ sessionID: id, messageID }, { parts }) => {
      if (!begun.has(id)) await begin(id, "startup");
      const prompt = parts.filter((part) => part.type === "text").map((part) => part.text).join("\n");
      reminders.set(id, await tell("prompt", { id, cwd: directory, prompt, mark: messageID }));
    },
    // The instructions are made anew for each call of a model, the one that finds a title included.
    "experimental.chat.system.transform": async ({ sessionID: id }, { system }) => {
      system.push(...[briefings.get(id), reminders.get(id)].filter(Boolean));
    },
    "tool.execute.before": async ({ tool, callID }, { args }) => {
      if (tool === "write") existed.set(callID, existsSync(resolve(directory, args?.filePath ?? "")));
    },
    "tool.execute.after": async ({ tool, sessionID: id, callID, args }) => {
      const before = existed.get(callID);
      existed.delete(callID);
      await tell("tool-used", { id, cwd: directory, tool, args, existed: before, mark: callID });
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
