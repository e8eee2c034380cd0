package tiles_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/redsail/redsail/tiles"
)

// unpack reads bytes in an encoding with the library's own reader.
func unpack(t *testing.T, e tiles.Encoding, b []byte) []byte {
	t.Helper()
	var r io.Reader
	var err error
	switch e {
	case tiles.Brotli:
		r = brotli.NewReader(bytes.NewReader(b))
	case tiles.Zstd:
		var z *zstd.Decoder
		if z, err = zstd.NewReader(bytes.NewReader(b), zstd.WithDecoderConcurrency(1)); err == nil {
			defer z.Close()
			r = z
		}
	default:
		r, err = gzip.NewReader(bytes.NewReader(b))
	}
	if err != nil {
		t.Fatal(e, err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(e, err)
	}
	return out
}

func TestEncodingsHoldTheSameContent(t *testing.T) {
	p := pyramid(t, tiles.Options{}, two(t)...)
	tile, _ := open(t, p, middle, "street", "grid")
	var plain bytes.Buffer
	if n, err := tile.WriteTo(&plain); err != nil || n != int64(tile.Length) || plain.Len() != tile.Length || tile.Length == 0 {
		t.Fatalf("%d of %d bytes, %v", n, tile.Length, err)
	}
	for _, e := range []tiles.Encoding{tiles.Gzip, tiles.Brotli, tiles.Zstd} {
		got, err := tile.As(t.Context(), e)
		if err != nil {
			t.Fatal(e, err)
		}
		if !bytes.Equal(unpack(t, e, got), plain.Bytes()) {
			t.Errorf("%s: other content", e)
		}
		// A later request finds the same tile, with what was made of it.
		later, err := p.Tile(t.Context(), []string{"grid", "street"}, middle)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := later.As(t.Context(), e); err != nil || &again[0] != &got[0] {
			t.Errorf("%s is made twice (%v)", e, err)
		}
	}
	if _, err := tile.As(t.Context(), 99); err == nil {
		t.Error("there is an encoding 99")
	}
	bare := tiles.Tile{Gzip: []byte("x"), Length: 1}
	if _, err := bare.As(t.Context(), tiles.Zstd); err == nil {
		t.Error("a tile that no pyramid made has another encoding")
	}
	if _, err := bare.WriteTo(io.Discard); err == nil {
		t.Error("what is no gzip was unpacked")
	}
	none := tiles.Tile{Empty: true}
	if b, err := none.As(t.Context(), tiles.Brotli); b != nil || err != nil {
		t.Errorf("an empty tile is %v, %v", b, err)
	}
}

func TestAnEncodingIsMadeOnce(t *testing.T) {
	tile, _ := open(t, pyramid(t, tiles.Options{}, two(t)...), middle, "street")
	got := make([][]byte, 64)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			b, err := tile.As(context.Background(), tiles.Brotli)
			if err != nil {
				t.Error(err)
			}
			got[i] = b
		})
	}
	wg.Wait()
	for i := range got {
		if len(got[i]) == 0 || &got[i][0] != &got[0][0] {
			t.Fatalf("asker %d has bytes of its own", i)
		}
	}
}

// TestEncodingsCountInTheCache: what is made of a kept tile takes room from others.
func TestEncodingsCountInTheCache(t *testing.T) {
	a, b := tiles.Address{Z: 3, X: 4, Y: 2}, tiles.Address{Z: 3, X: 5, Y: 2}
	p := pyramid(t, tiles.Options{CacheBytes: 3000}, two(t)...) // two tiles of some 800 bytes and their entries
	first, _ := open(t, p, a, "street")
	second, _ := open(t, p, b, "street")
	for _, e := range []tiles.Encoding{tiles.Brotli, tiles.Zstd} {
		if _, err := second.As(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	if again, _ := open(t, p, b, "street"); &again.Gzip[0] != &second.Gzip[0] {
		t.Error("the tile used last was dropped")
	}
	if again, _ := open(t, p, a, "street"); &again.Gzip[0] == &first.Gzip[0] {
		t.Error("other encodings do not count")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	fresh, _ := open(t, p, a, "street")
	if got, err := fresh.As(ctx, tiles.Brotli); err != nil && !errors.Is(err, context.Canceled) || (err == nil) != (len(got) > 0) {
		t.Errorf("a cancelled request gives %d bytes, %v", len(got), err)
	}
}
