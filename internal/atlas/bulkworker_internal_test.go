package atlas

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

type brokenWorker struct{}

func (brokenWorker) answer(*batch) { panic("defect") }

type brokenSource struct{}

func (brokenSource) next([]byte, int) ([]byte, error) { panic("defect") }

// TestBulkPanics: a panic beside the request, in a worker, its making, or what cuts the text,
// is an error of this bulk and does not end the process.
func TestBulkPanics(t *testing.T) {
	lines := func() source { return &lineCutter{r: strings.NewReader("a\nb\n")} }
	for name, run := range map[string]func() (BulkResult, error){
		"worker": func() (BulkResult, error) {
			return stream(t.Context(), lines(), io.Discard, nil, func() answerer { return brokenWorker{} })
		},
		"making": func() (BulkResult, error) {
			return stream(t.Context(), lines(), io.Discard, nil, func() answerer { panic("defect") })
		},
		"source": func() (BulkResult, error) {
			return stream(t.Context(), brokenSource{}, io.Discard, nil, func() answerer { return brokenWorker{} })
		},
	} {
		var fault *PanicError
		if _, err := run(); !errors.As(err, &fault) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCutterGivesWhatIsWhole: a record that has been read is given before more text is read,
// quotes or not: a client may wait for its answer.
func TestCutterGivesWhatIsWhole(t *testing.T) {
	for _, text := range []string{"a,b\n", "\"a\",b\n", "\"a\nb\",c\n\"d\",\"e\"\n"} {
		r, w := io.Pipe()
		c := &cutter{r: r, comma: ',', line: 1}
		got := make(chan []byte, 1)
		go func() {
			out, _ := c.next(nil, batchBytes)
			got <- out
		}()
		_, _ = w.Write([]byte(text))
		select {
		case out := <-got:
			if !bytes.Equal(out, []byte(text)) {
				t.Errorf("%q: %q", text, out)
			}
		case <-time.After(5 * time.Second):
			t.Errorf("%q waits for more", text)
		}
		w.Close()
	}
}
