//! The security checklist of `mux web`, and the tests that hold each of its lines.

/// The lines of the list, each with the names of its tests.
const CHECKLIST: &[(&str, &[&str])] = &[
    (
        "every request has our Host, else 421",
        &[
            "only_requests_for_our_names_are_answered",
            "a_gateway_on_all_addresses_is_reached_by_its_address",
            "a_request_needs_the_right_host_and_origin_before_anything_else",
            "names_that_only_look_like_ours_are_refused",
        ],
    ),
    (
        "a POST and an upgrade have our Origin, and no Sec-Fetch-Site of another site, else 403",
        &[
            "only_our_own_pages_may_act",
            "origins_are_written_as_browsers_send_them",
            "a_cookie_alone_opens_no_websocket",
            "names_that_only_look_like_ours_are_refused",
            "a_page_of_another_origin_gets_neither_answers_nor_a_socket",
        ],
    ),
    (
        "without Origin only a bearer token counts, never a cookie",
        &[
            "scripts_use_a_token_without_an_origin",
            "names_that_only_look_like_ours_are_refused",
            "a_refused_link_gets_one_sentence",
        ],
    ),
    (
        "passwords are hashed with argon2id, 19 MiB, 2 passes, 1 lane",
        &["passwords_are_hashed_with_the_parameters_of_owasp"],
    ),
    (
        "tokens and cookies are 32 random bytes, stored as SHA-256, compared in constant time",
        &["tokens_are_random_and_fit_a_url"],
    ),
    (
        "an unknown name takes as long as a wrong password, and looks the same",
        &[
            "an_unknown_name_is_verified_as_expensively_as_a_wrong_password",
            "a_wrong_password_and_an_unknown_name_look_the_same",
        ],
    ),
    (
        "at most two passwords are verified at once, else 503",
        &["at_most_two_passwords_are_verified_at_once"],
    ),
    (
        "the first password needs a one-time key, valid for ten minutes, in the fragment",
        &[
            "the_key_of_the_first_start_lasts_ten_minutes",
            "the_first_start_asks_for_a_password_once",
            "the_first_password_is_set_by_the_one_time_address",
        ],
    ),
    (
        "the cookie is HttpOnly, SameSite=Strict, with TLS __Host- and Secure; else its name has \
         the port",
        &[
            "a_cookie_is_strict_and_hidden_from_scripts",
            "the_cookie_is_found_by_its_whole_name",
            "a_cookie_of_another_server_of_the_host_does_not_hide_ours",
        ],
    ),
    (
        "logins end after 12 hours without use or 30 days, and their cookie changes daily",
        &[
            "cookies_are_changed_every_day_and_end",
            "idle_logins_and_parked_tabs_end",
        ],
    ),
    (
        "what is revoked is cut at once, live sockets too",
        &[
            "a_login_ends_when_it_is_revoked_and_its_sockets_with_it",
            "a_new_password_ends_the_other_logins",
            "what_was_revoked_opens_nothing_any_more",
        ],
    ),
    (
        "the page itself is public, so that links to it work without a cookie",
        &[
            "only_our_own_pages_may_act",
            "a_shared_link_shows_one_session_and_cannot_type",
        ],
    ),
    (
        "five failures of an address or an account are free, then 429 with a wait that doubles",
        &[
            "waits_double_after_five_failures",
            "attempts_are_counted_by_network",
            "a_wrong_password_and_an_unknown_name_look_the_same",
            "an_account_is_limited_across_addresses",
        ],
    ),
    (
        "counters have a limit, and a proxy is believed only if it was named",
        &[
            "only_so_many_are_remembered",
            "a_proxy_is_believed_only_if_it_was_named",
        ],
    ),
    (
        "every answer has the policy and the other headers, with TLS also HSTS",
        &[
            "every_answer_has_the_headers_that_confine_the_page",
            "the_page_runs_under_its_strict_policy",
            "a_link_over_tls_needs_a_certificate_that_is_trusted",
        ],
    ),
    (
        "loopback alone; another address needs a certificate or --insecure",
        &[
            "addresses_are_read",
            "other_addresses_need_tls_or_a_word",
            "bad_command_lines_get_one_sentence_and_change_nothing",
        ],
    ),
    (
        "a view login cannot type, resize, run commands or leave its session",
        &[
            "a_token_gives_at_most_the_role_of_its_account",
            "a_login_for_one_session_hears_of_no_other",
            "a_shared_link_shows_one_session_and_cannot_type",
            "a_viewer_never_moves_to_another_session",
            "a_view_link_shows_and_cannot_type",
            "the_name_of_a_tab_is_no_secret",
        ],
    ),
    (
        "headers have 16 KiB and 5 s, bodies 64 KiB, messages 64 KiB, accounts 32 tabs",
        &[
            "requests_that_are_too_large_are_refused",
            "a_request_that_never_ends_is_cut",
            "a_message_that_makes_no_sense_ends_the_socket",
            "frames_that_never_end_or_make_no_sense_end_their_socket",
            "an_account_has_a_limited_number_of_tabs",
        ],
    ),
    (
        "nothing is unbounded: connections, silent sockets, images, requests of a page",
        &[
            "connections_beyond_the_limit_are_told_to_come_again",
            "no_address_of_the_network_takes_all_connections",
            "a_client_that_reads_nothing_loses_its_slot",
            "sockets_that_say_nothing_are_limited",
            "an_image_is_refused_before_its_body",
            "a_page_that_asks_without_end_costs_no_memory",
            "a_tab_that_does_not_paint_gets_one_frame_and_delays_nobody",
            "the_queue_has_a_limit",
        ],
    ),
    (
        "messages of a page are parsed safely whatever they are",
        &[
            "garbage_is_no_message",
            "any_text_is_a_message_or_none",
            "a_semicolon_in_a_name_or_a_search_ends_no_command",
        ],
    ),
    (
        "links open http, https and mailto alone, after a question if text and target differ",
        &["links_open_only_what_they_show"],
    ),
];

/// The sources in which the tests are.
const SOURCES: &[&str] = &[
    include_str!("attacks.rs"),
    include_str!("../web.rs"),
    include_str!("../web_link.rs"),
    include_str!("../web_browser/mod.rs"),
    include_str!("../../../src/web/access.rs"),
    include_str!("../../../src/web/answer.rs"),
    include_str!("../../../src/web/checks.rs"),
    include_str!("../../../src/web/cookie.rs"),
    include_str!("../../../src/web/gateway.rs"),
    include_str!("../../../src/web/input.rs"),
    include_str!("../../../src/web/messages.rs"),
    include_str!("../../../src/web/options.rs"),
    include_str!("../../../src/web/rate.rs"),
    include_str!("../../../src/web/secrets.rs"),
    include_str!("../../../src/web/serve.rs"),
    include_str!("../../../src/web/tab_state.rs"),
];

#[test]
fn every_line_of_the_checklist_has_its_tests() {
    for (line, tests) in CHECKLIST {
        assert!(!tests.is_empty(), "{line}");
        for name in *tests {
            let test = format!("fn {name}(");
            let found = SOURCES.iter().any(|source| source.contains(&test));
            assert!(found, "{line}: there is no {name}");
        }
    }
}
