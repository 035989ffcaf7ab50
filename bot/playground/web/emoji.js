// The shortcodes a sales bot is likely to use. An unknown shortcode stays as it was written, as in Slack.

export const EMOJI = {
  alarm_clock: "⏰", arrow_down: "⬇️", arrow_left: "⬅️", arrow_right: "➡️", arrow_up: "⬆️", ballot_box_with_check: "☑️",
  bar_chart: "📊", bell: "🔔", boom: "💥", bulb: "💡", calendar: "📆", chart_with_downwards_trend: "📉",
  chart_with_upwards_trend: "📈", clap: "👏", clipboard: "📋", clock1: "🕐", compass: "🧭", dart: "🎯", email: "📧",
  envelope: "✉️", exclamation: "❗", eyes: "👀", fire: "🔥", gear: "⚙️", hand: "✋", handshake: "🤝", heavy_check_mark: "✔️",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", inbox_tray: "📥", information_source: "ℹ️", key: "🔑",
  large_blue_circle: "🔵", large_green_circle: "🟢", large_orange_circle: "🟠", large_red_square: "🟥",
  large_yellow_circle: "🟡", link: "🔗", lock: "🔒", mag: "🔍", memo: "📝", moneybag: "💰", muscle: "💪",
  no_entry: "⛔", no_entry_sign: "🚫", ok_hand: "👌", page_facing_up: "📄", paperclip: "📎", partying_face: "🥳",
  pause_button: "⏸️", pencil2: "✏️", point_right: "👉", pray: "🙏", pushpin: "📌", question: "❓", raised_hands: "🙌",
  red_circle: "🔴", rocket: "🚀", rotating_light: "🚨", scroll: "📜", slightly_smiling_face: "🙂", small_blue_diamond: "🔹",
  smile: "😄", snowflake: "❄️", sparkles: "✨", star: "⭐", stopwatch: "⏱️", tada: "🎉", telephone_receiver: "📞",
  thinking_face: "🤔", thumbsdown: "👎", thumbsup: "👍", "+1": "👍", "-1": "👎", trophy: "🏆", warning: "⚠️", wave: "👋",
  white_check_mark: "✅", white_circle: "⚪", wrench: "🔧", x: "❌", zap: "⚡", zzz: "💤",
};
