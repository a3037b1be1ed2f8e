"""A recorded network between a device and a hub: passes TCP connections on, as fast and as late as the network was.

    trace_proxy.py --listen 10.0.0.1 --to 127.0.0.1:8710 --trace trace.csv --delay-ms 40 --cut-after-s 20 --seed 1

A trace is `t_ms,down_kbps[,up_kbps]`: a row holds until the next one, and after the last it starts over; without a third
column up is as fast as down. `--cut-after-s` is how long a connection lives on average before it is cut in the middle of
whatever it does; 0: for ever. Says `{"port": N}` when it listens, and what went through when it is stopped by SIGTERM.
"""
import argparse
import asyncio
import json
import random
import signal
import time

# What TCP would have on its way: a sender that is faster has to wait.
PIECE_BYTES, PIECES_MAX = 1460, 64
BITS = 8


class Trace:
    def __init__(self, text, offset_ms):
        lines = text.strip().splitlines()
        has_up = lines[0].strip() == "t_ms,down_kbps,up_kbps"
        if not has_up and lines[0].strip() != "t_ms,down_kbps":
            raise SystemExit("the header is not t_ms,down_kbps[,up_kbps]")
        rows = [[float(cell) for cell in line.split(",")] for line in lines[1:]]
        first = rows[0][0]
        self.starts = [row[0] - first for row in rows]
        self.rates = {"down": [row[1] for row in rows], "up": [row[2 if has_up else 1] for row in rows]}
        last = self.starts[-1] - self.starts[-2] if len(rows) > 1 else 1000
        self.length_ms = self.starts[-1] + max(last, 1)
        self.offset_ms = offset_ms % self.length_ms
        if not any(self.rates["down"]) or not any(self.rates["up"]):
            raise SystemExit("nothing ever passes through this network")

    def time_after(self, way, start_ms, size):
        """When the last of `size` bytes is through that begin at `start_ms`."""
        bits = size * BITS
        now = start_ms + self.offset_ms
        round_start = now // self.length_ms * self.length_ms
        row = self.row_at(now - round_start)
        while True:
            is_last = row + 1 == len(self.starts)
            end = round_start + (self.length_ms if is_last else self.starts[row + 1])
            rate = self.rates[way][row]  # kbit/s is bit/ms.
            passes = rate * max(0, end - now)
            if passes >= bits:
                return now + bits / rate - self.offset_ms
            bits -= passes
            now, row = max(now, end), 0 if is_last else row + 1
            round_start += self.length_ms if is_last else 0

    def row_at(self, time_ms):
        low, high = 0, len(self.starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.starts[middle] <= time_ms else (low, middle)
        return low


class Proxy:
    def __init__(self, options, trace):
        self.options, self.trace, self.began = options, trace, time.monotonic()
        self.random = random.Random(options.seed)
        self.figures = {"connections": 0, "cuts": 0, "down_bytes": 0, "up_bytes": 0}
        # The connections of a device share its network.
        self.free_at = {"down": 0.0, "up": 0.0}

    def now_ms(self):
        return (time.monotonic() - self.began) * 1000

    async def serve(self, reader, writer):
        self.figures["connections"] += 1
        host, port = self.options.to.rsplit(":", 1)
        try:
            hub_reader, hub_writer = await asyncio.open_connection(host, int(port))
        except OSError:
            writer.transport.abort()
            return
        ways = [self.pass_on("up", reader, hub_writer), self.pass_on("down", hub_reader, writer)]
        tasks = [asyncio.ensure_future(way) for way in ways]
        life_s = self.random.expovariate(1 / self.options.cut_after_s) if self.options.cut_after_s else None
        done, pending = await asyncio.wait(tasks, timeout=life_s, return_when=asyncio.FIRST_EXCEPTION)
        if pending and not any(task.exception() for task in done):
            self.figures["cuts"] += 1
        for task in pending:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for each in (writer, hub_writer):
            each.transport.abort() if pending else each.close()

    async def pass_on(self, way, reader, writer):
        pieces = asyncio.Queue(PIECES_MAX)

        async def take():
            while piece := await reader.read(PIECE_BYTES):
                start = max(self.now_ms(), self.free_at[way])
                self.free_at[way] = self.trace.time_after(way, start, len(piece))
                await pieces.put((self.free_at[way] + self.options.delay_ms, piece))
            await pieces.put(None)

        taking = asyncio.ensure_future(take())
        try:
            while (item := await pieces.get()) is not None:
                due_ms, piece = item
                await asyncio.sleep(max(0, due_ms - self.now_ms()) / 1000)
                writer.write(piece)
                self.figures[f"{way}_bytes"] += len(piece)
                await writer.drain()
            writer.write_eof()
        finally:
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)


async def run(options):
    with open(options.trace, encoding="utf-8") as file:
        proxy = Proxy(options, Trace(file.read(), options.offset_ms))
    server = await asyncio.start_server(proxy.serve, options.listen, 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()
    server.close()
    print(json.dumps(proxy.figures), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", required=True)
    parser.add_argument("--to", required=True)
    parser.add_argument("--trace", required=True)
    parser.add_argument("--offset-ms", type=float, default=0)
    parser.add_argument("--delay-ms", type=float, default=0)
    parser.add_argument("--cut-after-s", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
