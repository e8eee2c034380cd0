package tiles

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Encoding is a content coding (RFC 9110 §8.4.1) in which a tile can be had.
type Encoding uint8

// The encodings. Every tile has Gzip; the others are made when somebody asks for them.
const (
	Gzip Encoding = iota
	Brotli
	Zstd
	encodings // how many there are
)

// String is the name in Accept-Encoding.
func (e Encoding) String() string {
	switch e {
	case Brotli:
		return "br"
	case Zstd:
		return "zstd"
	default:
		return "gzip"
	}
}

// Levels: brotli 5 makes tiles of the demo city 8 to 16 % smaller than gzip 6 in 0.6 to 3 ms;
// 4 saves 0 to 6 %, 6 to 9 no more than 5, and 11 another 8 % in fifty times the time. zstd is as
// small as gzip from its default level on, and its best level takes tens of megabytes for each
// encoder: it is there for those who cannot read gzip or like it less.
const (
	brotliLevel = 5
	zstdLevel   = zstd.SpeedDefault
)

// formBytes is what an encoding costs beside its bytes.
const formBytes = 128

// forms are the encodings of one tile beside gzip, each made once.
type forms struct {
	mu   sync.Mutex
	made [encodings][]byte
}

// other are the encodings of a tile beside gzip. Most tiles are never asked for in another one, so
// there are none before.
func (e *entry) other() *forms {
	if f := e.forms.Load(); f != nil {
		return f
	}
	e.forms.CompareAndSwap(nil, &forms{})
	return e.forms.Load()
}

// As gives the content in an encoding; nil when Empty. Callers must not change it. The first
// who asks for one that is not gzip makes it, and others who ask meanwhile wait for that. ctx
// limits the waiting for a processor. It fails with the error of ctx, or when Gzip is not what
// a pyramid made.
func (t *Tile) As(ctx context.Context, e Encoding) ([]byte, error) {
	if e == Gzip || t.Empty {
		return t.Gzip, nil
	}
	if e >= encodings || t.made == nil {
		return nil, fmt.Errorf("tiles: no pyramid made this tile, or there is no encoding %d", e)
	}
	if b := t.made.other().get(e); b != nil {
		return b, nil
	}
	select {
	case packers.slots <- struct{}{}:
		defer func() { <-packers.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return t.pack(e)
}

func (f *forms) get(e Encoding) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.made[e]
}

func (t *Tile) pack(e Encoding) ([]byte, error) {
	f := t.made.other()
	f.mu.Lock()
	b := f.made[e]
	fresh := b == nil
	if fresh {
		var err error
		if b, err = t.repack(e); err != nil {
			f.mu.Unlock()
			return nil, err
		}
		f.made[e] = b
	}
	f.mu.Unlock()
	if home := t.made.home; fresh && home != nil {
		home.grow(t.made, len(b)+formBytes)
	}
	return b, nil
}

func (t *Tile) repack(e Encoding) ([]byte, error) {
	var raw bytes.Buffer
	raw.Grow(t.Length)
	if _, err := t.WriteTo(&raw); err != nil {
		return nil, err
	}
	if e == Zstd {
		z, err := packers.zstd()
		if err != nil {
			return nil, fmt.Errorf("tiles: zstd: %w", err)
		}
		return bytes.Clone(z.EncodeAll(raw.Bytes(), nil)), nil
	}
	z, _ := packers.brotli.Get().(*brotli.Writer)
	if z == nil {
		z = brotli.NewWriterLevel(nil, brotliLevel)
	}
	defer packers.brotli.Put(z)
	var out bytes.Buffer
	z.Reset(&out)
	if _, err := z.Write(raw.Bytes()); err != nil {
		return nil, fmt.Errorf("tiles: brotli: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("tiles: brotli: %w", err)
	}
	return bytes.Clone(out.Bytes()), nil
}

// WriteTo writes the content as it was before compression, Length bytes, piece by piece: a
// reader that is slow to take it holds a window of it and not the whole.
func (t *Tile) WriteTo(w io.Writer) (int64, error) {
	if t.Empty {
		return 0, nil
	}
	z, _ := packers.unzip.Get().(*gzip.Reader)
	if z == nil {
		z = new(gzip.Reader)
	}
	defer packers.unzip.Put(z)
	if err := z.Reset(bytes.NewReader(t.Gzip)); err != nil {
		return 0, fmt.Errorf("tiles: unpack: %w", err)
	}
	n, err := io.Copy(w, z)
	if err != nil {
		return n, fmt.Errorf("tiles: unpack: %w", err)
	}
	return n, nil
}

// packers are the tools of all tiles, not more of them at work than there are processors: each
// takes some megabytes.
var packers = struct {
	slots         chan struct{}
	brotli, unzip sync.Pool
	zstd          func() (*zstd.Encoder, error)
}{
	slots: make(chan struct{}, runtime.GOMAXPROCS(0)),
	zstd: sync.OnceValues(func() (*zstd.Encoder, error) {
		return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstdLevel), zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0)),
			zstd.WithWindowSize(1<<20), zstd.WithLowerEncoderMem(true))
	}),
}
