# Wrote the answer that a person grades, with a picture and some HTML in it.
# expect: full
# %% [written_start]
All units would stay **equal**. See the <b>grey</b> curve: 0.11 after 10 epochs. <script>alert(1)</script>

1. large weights: flat sigmoid
2. fan_in keeps z small
