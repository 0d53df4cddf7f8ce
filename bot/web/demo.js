// The demo shop's own script: signs a customer in, and asks the widget about a product.
const ready = new Promise((done) => {
  if (window.Shopkeeper) done(window.Shopkeeper);
  else window.addEventListener("shopkeeper:ready", () => done(window.Shopkeeper), { once: true });
});

document.addEventListener("click", async (event) => {
  const question = event.target.closest("[data-ask]")?.dataset.ask;
  if (question) (await ready).send(question);
});

// What a shop's server does for a customer who has signed in: it makes a token and puts it into the page.
document.getElementById("customer")?.addEventListener("change", async (event) => {
  const told = document.getElementById("told");
  const customer = event.target.value;
  let token = null;
  told.textContent = "";
  if (customer) {
    const answer = await fetch("demo/token", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ customer }),
    });
    if (!answer.ok) {
      told.textContent = await answer.text();
      return;
    }
    ({ token } = await answer.json());
  }
  (await ready).setToken(token);
});
