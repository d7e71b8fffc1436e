package lti_test

import (
	"context"
	"fmt"
	"net/url"

	"github.com/lectern-classroom/lectern/lti"
)

// The two halves of a launch, and the rule that its single-use key has to be taken before it counts.
func Example() {
	ctx := context.Background()
	tool, err := lti.NewTool(lti.ToolConfig{
		Registrations: registry{{ID: "1", Issuer: "https://lms.example", ClientID: "c", AuthURL: "https://lms.example/auth", Deployments: []string{"1"}}},
		StateKey:      []byte("0123456789abcdef0123456789abcdef"),
		LaunchURL:     "https://tool.example/lti/launch",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	used := lti.NewOnceStore(nil)

	// The platform sends the browser to the login address.
	login, err := lti.ParseLogin(url.Values{"iss": {"https://lms.example"}, "login_hint": {"5"}, "target_link_uri": {"https://tool.example/class"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	next, err := tool.Login(ctx, login) // keep next.BrowserSecret in the cookie next.CookieName, and redirect to next.RedirectURL
	if err != nil {
		fmt.Println(err)
		return
	}

	// The platform posts the browser back, here to say that nobody is signed in.
	request, err := lti.ParseLaunch(url.Values{"state": {next.State}, "error": {"login_required"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	request.BrowserSecrets = []string{next.BrowserSecret} // the value of the cookie tool.CookieName(request.State)
	launch, err := tool.Launch(ctx, request)
	if err == nil {
		err = used.Use(launch.Once)
	}
	fmt.Println(lti.Code(err))
	fmt.Println(lti.Explain(lti.Code(err)))
	// Output:
	// platform_error
	// Your learning platform refused the sign-in; please sign in there again and open the class from your course.
}
