// Time left until a deadline by the portal's clock (which a demonstration may have moved), not by this machine's.

/** "剩 1 天 6 小时", "剩 5 小时 12 分", "剩 12 分", "已过截止时间". Minutes, rounded up. */
export function left(milliseconds) {
  if (milliseconds <= 0) return "已过截止时间";
  const minutes = Math.ceil(milliseconds / 60000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days) return `剩 ${days} 天 ${hours} 小时`;
  return hours ? `剩 ${hours} 小时 ${rest} 分` : `剩 ${rest} 分`;
}

/** <time data-countdown="deadline ISO" data-now="portal's now ISO"> */
export function countdown() {
  const places = [...document.querySelectorAll("[data-countdown]")];
  if (!places.length) return;
  const loaded = performance.now();
  const show = () => {
    for (const place of places) {
      const now = Date.parse(place.dataset.now) + (performance.now() - loaded);
      const remaining = Date.parse(place.dataset.countdown) - now;
      place.textContent = left(remaining);
      place.classList.toggle("tone-bad", remaining <= 0);
      place.classList.toggle("tone-late", remaining > 0 && remaining < 86400000);
    }
  };
  show();
  setInterval(show, 30000);
}
