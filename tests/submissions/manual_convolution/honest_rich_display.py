# HTML, LaTeX, tables and progress bars as outputs.
# expect: full
# %% [given_example] keep
# %%
from IPython.display import HTML, Latex, Markdown, clear_output, display

display(HTML("<h3>My notes</h3><script>alert(1)</script>"), Markdown("**bold**"), Latex("$\\sum_i x_i$"))
for step in range(5):
    clear_output(wait=True)
    print(f"\rstep {step}", end="")
# %%
import pandas as pd

pd.DataFrame(image).style.background_gradient()
