package gpkg

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestAhead: rows are written in order and once, whatever their number, and the first error of either
// side ends both.
func TestAhead(t *testing.T) {
	broken := errors.New("broken")
	for _, n := range []int{0, 1, aheadBatch, aheadBatch + 1, 10*aheadBatch - 1, 10 * aheadBatch} {
		for _, c := range []struct {
			name                     string
			prepareFails, writeFails int // at this row; -1 = nowhere
		}{{"whole", -1, -1}, {"prepare fails", n / 2, -1}, {"write fails", -1, n / 2}, {"last write fails", -1, n - 1}} {
			var written []int
			running := 0
			err := ahead(t.Context(), n, func(i int) (int, error) {
				running++
				if i == c.prepareFails {
					return 0, broken
				}
				return i, nil
			}, func(i int) error {
				if i == c.writeFails {
					return broken
				}
				written = append(written, i)
				return nil
			})
			prepared := running // a race, had the other side not ended
			fails := n > 0 && (c.prepareFails >= 0 || c.writeFails >= 0)
			if fails != errors.Is(err, broken) || !fails && (err != nil || len(written) != n || prepared != n) {
				t.Errorf("%d rows, %s: %v after %d written, %d prepared", n, c.name, err, len(written), prepared)
			}
			if c.prepareFails >= 0 && len(written) > c.prepareFails || c.writeFails >= 0 && len(written) != max(c.writeFails, 0) {
				t.Errorf("%d rows, %s: %d written", n, c.name, len(written))
			}
			for i, got := range written {
				if got != i {
					t.Fatalf("%d rows, %s: row %d is written as number %d", n, c.name, got, i)
				}
			}
		}
	}
}

func TestAheadStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	written := 0
	err := ahead(ctx, 100*aheadBatch, func(i int) (int, error) { return i, nil }, func(i int) error {
		if written++; i == 3*aheadBatch/2 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || written != 3*aheadBatch/2+1 {
		t.Errorf("%v after %d rows", err, written)
	}
	err = ahead(t.Context(), 2*aheadBatch, func(i int) (int, error) {
		if i == aheadBatch+1 {
			panic("a defect")
		}
		return i, nil
	}, func(int) error { return nil })
	if city.KindOf(err) != city.Internal || city.CodeOf(err) != "internal" || !strings.Contains(err.Error(), "a row cannot be prepared") {
		t.Errorf("a panic: %v", err)
	}
}
