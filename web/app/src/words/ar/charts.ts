import type { charts } from "../en/charts.ts";
import type { Translation } from "../say.ts";

export default {
  usage: "كيف تُستخدم الأجهزة",
  edits: "التغييرات",
  devices: "الأجهزة",
  sessions: "الزيارات",
  half: "دامت نصف الزيارات {time} أو أكثر.",
  day: "اليوم",
  pickDay: "اليوم المقروء",
  asTable: "كجدول",
  missing: "من دون أحدث أرقام {names}",
  booked: "الحجوزات بعد حملة",
  campaign: "الحملة",
  people: "أشخاص",
} satisfies Translation<typeof charts.en>;
