# Notebook cells may await at the top level.
# expect: full
# %% [given_example] keep
# %%
import asyncio


async def feature_map_later():
    await asyncio.sleep(0)
    return (image[:3, :3] * kernel).sum()


first = await feature_map_later()
# %% [by_hand]
map_0_1, map_2_0, map_3_3 = await asyncio.gather(*(asyncio.sleep(0, v) for v in (-105.5, 185.5, 37.5)))
relu_0_1, relu_2_0 = 0, map_2_0
pooled = [[104, 224], [217.5, 52.5]]
# %%
async def rows():
    for row in image:
        yield row


async for row in rows():
    print(row)
