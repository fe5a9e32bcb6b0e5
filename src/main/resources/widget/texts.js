// What the widget itself says, in seven languages.
const LANGUAGES = "en de es fr ar he ja".split(" ");
const TEXTS = {
  title: "Chat | Chat | Chat | Chat | محادثة | צ׳אט | チャット",
  greeting: "Hello! How can we help? | Hallo! Wie können wir helfen? | ¡Hola! ¿En qué podemos ayudar? | Bonjour ! Comment pouvons-nous aider ? | مرحبًا! كيف يمكننا مساعدتك؟ | שלום! איך אפשר לעזור? | こんにちは。ご質問をどうぞ。",
  open: "Open chat | Chat öffnen | Abrir el chat | Ouvrir le chat | فتح المحادثة | פתיחת הצ׳אט | チャットを開く",
  close: "Close chat | Chat schließen | Cerrar el chat | Fermer le chat | إغلاق المحادثة | סגירת הצ׳אט | チャットを閉じる",
  input: "Write a message… | Nachricht schreiben … | Escribe un mensaje… | Écrivez un message… | اكتب رسالة… | כתיבת הודעה… | メッセージを入力…",
  send: "Send | Senden | Enviar | Envoyer | إرسال | שליחה | 送信",
  stop: "Stop | Anhalten | Detener | Arrêter | إيقاف | עצירה | 停止",
  retry: "Try again | Erneut versuchen | Reintentar | Réessayer | إعادة المحاولة | ניסיון נוסף | 再試行",
  offline: "Offline. Messages are sent later. | Offline. Nachrichten werden später gesendet. | Sin conexión. Los mensajes se enviarán luego. | Hors ligne. Les messages partiront plus tard. | لا يوجد اتصال. ستُرسل الرسائل لاحقًا. | אין חיבור. ההודעות יישלחו מאוחר יותר. | オフラインです。後で送信されます。",
  refused: "Not sent. | Nicht gesendet. | No enviado. | Non envoyé. | لم تُرسل. | לא נשלח. | 送信できませんでした。",
  failed: "The answer broke off. | Die Antwort brach ab. | La respuesta se interrumpió. | La réponse s’est interrompue. | انقطعت الإجابة. | התשובה נקטעה. | 回答が途切れました。",
  stopped: "Stopped | Angehalten | Detenido | Arrêté | تم الإيقاف | נעצר | 停止しました",
  you: "You | Sie | Tú | Vous | أنت | ההודעה שלך | あなた",
  bot: "Answer | Antwort | Respuesta | Réponse | الإجابة | תשובה | 回答",
  sources: "Sources | Quellen | Fuentes | Sources | المصادر | מקורות | 出典",
  up: "Helpful | Hilfreich | Útil | Utile | مفيدة | מועילה | 役に立った",
  down: "Not helpful | Nicht hilfreich | No es útil | Pas utile | غير مفيدة | לא מועילה | 役に立たなかった",
  earlier: "Earlier messages | Frühere Nachrichten | Mensajes anteriores | Messages précédents | رسائل سابقة | הודעות קודמות | 以前のメッセージ",
};

/** The texts of a language tag, else the English ones; `own` goes before them where it says something. */
export function speak(tag, own) {
  const n = Math.max(0, LANGUAGES.indexOf(String(tag).toLowerCase().split(/[-_]/)[0]));
  const texts = { lang: LANGUAGES[n], dir: n === 4 || n === 5 ? "rtl" : "ltr" };
  for (const name in TEXTS) texts[name] = own[name] || TEXTS[name].split(" | ")[n];
  return texts;
}
