package httpapi

import (
	"context"
	"io"
	"net/http/httptest"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// unreadBody is a body of which nothing may be read.
type unreadBody struct{ t *testing.T }

func (b unreadBody) Read([]byte) (int, error) {
	b.t.Error("the drawing is sent up before it is said that another one is looked at")
	return 0, io.EOF
}

// TestDrawingBusy: while a drawing is looked at, another one is refused before it is sent up.
func TestDrawingBusy(t *testing.T) {
	s := &Server{cfg: Config{Imports: &Imports{Dir: t.TempDir()}}}
	s.imports.drawing.Lock()
	defer s.imports.drawing.Unlock()
	ctx := context.WithValue(t.Context(), callerKey{}, &access.Caller{Account: "keeper"})
	r := httptest.NewRequestWithContext(ctx, "POST", "/api/v1/imports/drawing", unreadBody{t})
	if err := s.importDrawing(httptest.NewRecorder(), r, nil); city.CodeOf(err) != "busy" {
		t.Error(err)
	}
}
