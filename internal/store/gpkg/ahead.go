package gpkg

import (
	"context"
	"database/sql"
	"fmt"
	"runtime/debug"

	"github.com/redsail/redsail/internal/city"
)

const (
	aheadBatch = 256 // rows that are handed over at once
	aheadDepth = 4   // batches that may wait
)

// ahead prepares n rows, prepare(0) to prepare(n-1), and gives each to write, in that order. Many are
// prepared on another goroutine, some batches before they are written, for SQLite keeps one processor
// busy. It ends at the first error of either, or of the context; then nothing of it runs any more.
func ahead[T any](ctx context.Context, n int, prepare func(i int) (T, error), write func(T) error) error {
	if n <= aheadBatch {
		return inTurn(ctx, n, func(i int) error {
			t, err := prepare(i)
			if err != nil {
				return err
			}
			return write(t)
		})
	}
	ctx, stop := context.WithCancel(ctx)
	batches, ended := make(chan []T, aheadDepth), make(chan error, 1)
	go func() {
		defer close(batches)
		ended <- prepareAll(ctx, n, prepare, batches)
	}()
	defer func() {
		stop()
		for range batches { // to its end
		}
	}()
	for batch := range batches {
		if err := inTurn(ctx, len(batch), func(i int) error { return write(batch[i]) }); err != nil {
			return err
		}
	}
	return <-ended
}

// prepareAll sends all rows in batches. A panic becomes an error: nobody catches one of this goroutine.
func prepareAll[T any](ctx context.Context, n int, prepare func(i int) (T, error), batches chan<- []T) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = city.Wrap(fmt.Errorf("%v\n%s", p, debug.Stack()), city.Internal, "internal", "a row cannot be prepared")
		}
	}()
	for from := 0; from < n; from += aheadBatch {
		batch := make([]T, 0, min(aheadBatch, n-from))
		for i := from; i < from+cap(batch); i++ {
			t, err := prepare(i)
			if err != nil {
				return err
			}
			batch = append(batch, t)
		}
		select {
		case batches <- batch:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func execute(ctx context.Context, stmt *sql.Stmt, args []any) error {
	_, err := stmt.ExecContext(ctx, args...)
	return err
}

// inTurn calls do for 0 to n-1 until one fails, or the context ends.
func inTurn(ctx context.Context, n int, do func(i int) error) error {
	for i := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := do(i); err != nil {
			return err
		}
	}
	return nil
}
