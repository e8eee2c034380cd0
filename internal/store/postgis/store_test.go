package postgis_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

func TestWhatIsPutIsRead(t *testing.T) {
	ctx := context.Background()
	s := initStore(t, pgtest.URL(t), postgis.Options{Timeline: "t-1"})
	apply(t, s, put("street", "A1", square(0, 0, 100), city.OpenStart), put("street", "a2", square(100, 0, 100), city.OpenStart))
	r := apply(t, s, put("street", "A1", square(0, 0, 50), 20_000))
	if r.Number != 2 || r.Entries != 1 {
		t.Fatalf("revision %+v", r)
	}
	vs, err := s.Versions(ctx, city.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if len(vs) != 3 || vs[0].Code != "A1" || vs[0].Valid.To != 20_000 || vs[2].Code != "a2" {
		t.Fatalf("versions %+v", vs)
	}
	log, err := s.Log(ctx, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(log) != 2 || !reflect.DeepEqual(log[1].Revision, r) {
		t.Fatalf("log %+v, want the last to be %+v", log, r)
	}
}
