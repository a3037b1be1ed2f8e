import type { print } from "../en/print.ts";
import type { Translation } from "../say.ts";

export default {
  asOf: "حتى {time}، {device}",
  version: "نسخة {version}",
  notShared: {
    zero: "كل شيء مشارَك",
    one: "تغيير واحد من هذا الجهاز لم يُشارَك بعد",
    two: "تغييران من هذا الجهاز لم يُشارَكا بعد",
    few: "{count} تغييرات من هذا الجهاز لم تُشارَك بعد",
    many: "{count} تغييرًا من هذا الجهاز لم تُشارَك بعد",
    other: "{count} تغيير من هذا الجهاز لم تُشارَك بعد",
  },
} satisfies Translation<typeof print.en>;
