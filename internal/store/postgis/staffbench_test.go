package postgis_test

import (
	"fmt"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// BenchmarkStaff reads 200,000 posts as a role that row-level security binds, and as a superuser,
// whom it does not: the ratio is the price of the wall.
func BenchmarkStaff(b *testing.B) {
	super := pgtest.URL(b)
	owner := asRole(b, super, "owner", func(role, database string) string { return "ALTER DATABASE " + database + " OWNER TO " + role })
	s := initStore(b, owner, postgis.Options{})
	var entries []city.Entry
	for n := range 200_000 {
		entries = append(entries, city.PutContent(&city.Post{Code: fmt.Sprintf("p%06d", n), Role: "grid_head", Person: fmt.Sprintf("w%05d", n/4),
			At: city.Seat{Kind: city.KindArea, Layer: "grid", Code: fmt.Sprint(n)}}, city.Always()))
	}
	apply(b, s, entries...)
	for name, url := range map[string]string{"owner": owner, "superuser": super} {
		s, err := postgis.Open(b.Context(), url, postgis.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				rs, err := s.Records(b.Context(), city.Query{Kind: city.KindPost})
				if err != nil || len(rs) != len(entries) {
					b.Fatalf("%d posts, %v", len(rs), err)
				}
			}
		})
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
