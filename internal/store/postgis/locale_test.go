package postgis_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
	"github.com/redsail/redsail/internal/store/storetest"
)

// TestContractInLocales: a database whose texts are Chinese or English, by the rules of the system's C
// library, passes the suite as one in ICU's rules does (TestContract): what has an order is ordered
// by bytes. First it is shown that these rules are not those of bytes.
func TestContractInLocales(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the suite twice")
	}
	locales := map[string][2]string{"zh_CN.UTF-8": {"阿", "一"}, "en_US.UTF-8": {"a", "B"}} // bytes say the reverse
	server := pgtest.Start(t, pgtest.Options{Locales: []string{"zh_CN.UTF-8", "en_US.UTF-8"}})
	for locale, pair := range locales {
		t.Run(locale, func(t *testing.T) {
			url := server.InLocale(t, locale)
			if !value[bool](t, connect(t, url), "SELECT $1::text < $2::text AND $1::text COLLATE \"C\" > $2", pair[0], pair[1]) {
				t.Fatalf("in %s %s does not come before %s: the locale is not in force", locale, pair[0], pair[1])
			}
			stores := 0
			storetest.Run(t, func(t testing.TB, spec storetest.Spec) city.Store {
				stores++
				s, err := postgis.Init(context.Background(), url, spec.Scheme,
					postgis.Options{Timeline: spec.Timeline, Now: spec.Now, Schema: fmt.Sprintf("store_%d", stores)})
				if err != nil {
					t.Fatal(err)
				}
				return s
			})
		})
	}
}
